package dev.bulwark.governance.dossier;

import dev.bulwark.kernel.Digest;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Where things lie in a dossier. */
final class DossierLayout {
    static final String MANIFEST = "manifest.json";
    static final String CHECKPOINT = "checkpoint";
    static final String KEYS = "keys/public.pem";
    static final String INDEX = "index.html";
    static final String MEASUREMENTS = "measurements.html";
    static final String CARD = "card.html";
    static final String CARD_MARKDOWN = "card.md";
    static final String EVIDENCE = "evidence.html";
    static final String ENVELOPES = "evidence/";
    static final String ENVELOPE_SUFFIX = ".json";
    static final String PROOFS = "proofs/";
    static final String PROOF_SUFFIX = ".tlog-proof";

    private static final Set<String> OURS =
            Set.of(MANIFEST, CHECKPOINT, KEYS, INDEX, MEASUREMENTS, CARD, CARD_MARKDOWN, EVIDENCE);

    /**
     * Plain names, at most four deep: the same on every file system, and never out of the folder.
     */
    private static final Pattern PATH =
            Pattern.compile(
                    "[A-Za-z0-9][A-Za-z0-9._-]{0,99}(/[A-Za-z0-9][A-Za-z0-9._-]{0,99}){0,3}");

    private DossierLayout() {}

    static String envelope(Digest digest) {
        return ENVELOPES + digest.hex() + ENVELOPE_SUFFIX;
    }

    static String proof(Digest digest) {
        return PROOFS + digest.hex() + PROOF_SUFFIX;
    }

    /** The place of a piece of evidence on the page of evidence. */
    static String anchor(Digest digest) {
        return "e-" + digest.hex().substring(0, 16);
    }

    static boolean isPath(String path) {
        return PATH.matcher(path).matches() && !path.contains("..");
    }

    static void requireAttachment(String path) {
        boolean taken =
                OURS.contains(path)
                        || List.of(ENVELOPES, PROOFS, "keys/").stream().anyMatch(path::startsWith);
        if (!isPath(path) || taken) {
            throw new IllegalArgumentException(
                    "'%s' cannot be attached: %s"
                            .formatted(
                                    path,
                                    taken ? "the name is taken" : "it is no plain relative path"));
        }
    }
}
