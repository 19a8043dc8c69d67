package dev.bulwark.ledger;

import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.note.SignatureType;
import dev.bulwark.ledger.note.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** Keys for tests. */
public final class TestKeys {
    public static final String ORIGIN = "bulwark.test/log";

    private TestKeys() {}

    /** A fresh Ed25519 pair. */
    public static KeyPair ed25519() {
        return generate("Ed25519");
    }

    public static KeyPair generate(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The pair whose private key is SHA-256 of {@code label}, as own/tlog/notes-own.json says. */
    public static KeyPair fromLabel(String label, VerifierKey verifier) {
        HexFormat hex = HexFormat.of();
        String seed = Digest.of(label.getBytes(StandardCharsets.UTF_8)).hex();
        String pub = hex.formatHex(verifier.publicKey().toArray());
        try {
            KeyFactory factory = KeyFactory.getInstance("Ed25519");
            PublicKey publicKey =
                    factory.generatePublic(
                            new X509EncodedKeySpec(hex.parseHex("302a300506032b6570032100" + pub)));
            return new KeyPair(
                    publicKey,
                    factory.generatePrivate(
                            new PKCS8EncodedKeySpec(
                                    hex.parseHex("302e020100300506032b657004220420" + seed))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static VerifierKey verifier(KeyPair ed25519) {
        return VerifierKey.of(ORIGIN, SignatureType.ED25519, ed25519.getPublic());
    }
}
