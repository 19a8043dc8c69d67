package dev.bulwark.governance.dossier;

import dev.bulwark.governance.page.Html;
import dev.bulwark.kernel.evidence.TrustedKeys;
import dev.bulwark.kernel.keys.SigningKeys;
import dev.bulwark.ledger.note.Checkpoint;
import java.security.PublicKey;

/** How a stranger checks all this. */
final class VerifyPart {
    private VerifyPart() {}

    static Html write(DossierContent content) {
        Html out = new Html();
        out.open("section", "aria-labelledby", "verify");
        out.leaf("h2", "Verify it yourself", "id", "verify");
        out.leaf(
                "p",
                "Every file in this folder is listed, with its SHA-256, in manifest.json, which is"
                        + " signed twice: with ECDSA P-256 and with the post-quantum ML-DSA-65. A"
                        + " changed byte in any file is found and the file is named. No network is"
                        + " needed.");
        out.leaf("pre", "bulwark verify <this folder> --key public.pem");
        out.open("p").text("Get ").leaf("code", "public.pem");
        out.text(
                " from the signer by another way than this folder, and compare these"
                        + " fingerprints (SHA-256 of each key). Verified with the copy in ");
        out.leaf("a", DossierLayout.KEYS, "href", DossierLayout.KEYS);
        out.text(" the folder shows only that it agrees with itself.").close();
        keys(out, content);
        ledger(out, content);
        return out.closeLine();
    }

    private static void keys(Html out, DossierContent content) {
        out.open("div", "class", "scroll").open("table").leaf("caption", "The signer's keys");
        out.open("thead").open("tr").leaf("th", "Algorithm", "scope", "col");
        out.leaf("th", "Fingerprint", "scope", "col").close().close().open("tbody");
        for (PublicKey key : content.keys()) {
            out.open("tr").leaf("th", name(key), "scope", "row").open("td");
            out.leaf("code", TrustedKeys.keyId(key)).close().closeLine();
        }
        out.close().close().close();
    }

    private static String name(PublicKey key) {
        if (SigningKeys.isMlDsa44(key)) {
            return "ML-DSA-44, ledger";
        }
        return switch (key.getAlgorithm()) {
            case "EC" -> "ECDSA P-256, envelopes";
            case "ML-DSA" -> "ML-DSA-65, envelopes";
            case "EdDSA" -> "Ed25519, ledger";
            default -> key.getAlgorithm();
        };
    }

    private static void ledger(Html out, DossierContent content) {
        Checkpoint checkpoint = content.checkpoint().checkpoint();
        out.open("p").text("Each piece of evidence is proved to be in the transparency log ");
        out.leaf("code", checkpoint.origin());
        out.text(", which had %d entries: ".formatted(checkpoint.size()));
        out.leaf("a", "signed checkpoint", "href", DossierLayout.CHECKPOINT);
        out.text(
                        ". A log that no independent witness cosigns proves nothing against its own"
                                + " operator.")
                .close();
    }
}
