package dev.bulwark.kernel.keys;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.SignatureAlgorithm;
import dev.bulwark.kernel.evidence.Signer;
import dev.bulwark.kernel.evidence.TrustedKeys;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.List;

/**
 * One signer's keys: ECDSA P-256 and ML-DSA-65 for envelopes, Ed25519 and ML-DSA-44 for the
 * checkpoints of the ledger (its format asks for those).
 */
public final class SigningKeys implements Signer {
    private static final String ML_DSA_44 = "ML-DSA-44";

    private final KeyPair ecdsa;
    private final KeyPair mlDsa;
    private final KeyPair ed25519;
    private final KeyPair mlDsa44;

    /**
     * @param ecdsa over P-256
     * @param mlDsa with parameter set ML-DSA-65
     * @param ed25519 for checkpoints
     * @param mlDsa44 for checkpoints, with parameter set ML-DSA-44
     * @throws IllegalArgumentException if a key is of another algorithm
     */
    public SigningKeys(KeyPair ecdsa, KeyPair mlDsa, KeyPair ed25519, KeyPair mlDsa44) {
        require(ecdsa.getPublic(), SignatureAlgorithm.ECDSA_P256);
        require(mlDsa.getPublic(), SignatureAlgorithm.ML_DSA_65);
        if (!ed25519.getPublic().getAlgorithm().equals("EdDSA")) {
            throw new IllegalArgumentException(
                    "the checkpoint key must be Ed25519, but is "
                            + ed25519.getPublic().getAlgorithm());
        }
        if (!isMlDsa44(mlDsa44.getPublic())) {
            throw new IllegalArgumentException(
                    "the second checkpoint key must be ML-DSA-44, but is "
                            + mlDsa44.getPublic().getAlgorithm());
        }
        this.ecdsa = ecdsa;
        this.mlDsa = mlDsa;
        this.ed25519 = ed25519;
        this.mlDsa44 = mlDsa44;
    }

    /** Whether a public key is an ML-DSA-44 one, which signs checkpoints and no envelopes. */
    public static boolean isMlDsa44(PublicKey key) {
        return key.getParams() instanceof NamedParameterSpec named
                && named.getName().equals(ML_DSA_44);
    }

    static KeyPair generateMlDsa44() {
        try {
            return KeyPairGenerator.getInstance(ML_DSA_44).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("JDK 25 has " + ML_DSA_44, e);
        }
    }

    private static void require(PublicKey key, SignatureAlgorithm algorithm) {
        if (SignatureAlgorithm.of(key).filter(algorithm::equals).isEmpty()) {
            throw new IllegalArgumentException(
                    "a key for " + algorithm + " is needed, but got " + key.getAlgorithm());
        }
    }

    /** Fresh keys from the platform's strong random numbers. */
    public static SigningKeys generate() {
        try {
            KeyPairGenerator p256 = KeyPairGenerator.getInstance("EC");
            p256.initialize(new ECGenParameterSpec("secp256r1"));
            return new SigningKeys(
                    p256.generateKeyPair(),
                    KeyPairGenerator.getInstance("ML-DSA-65").generateKeyPair(),
                    KeyPairGenerator.getInstance("Ed25519").generateKeyPair(),
                    generateMlDsa44());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("JDK 25 has these algorithms", e);
        }
    }

    /** The pair for classical signatures. */
    public KeyPair ecdsa() {
        return ecdsa;
    }

    /** The pair for post-quantum signatures. */
    public KeyPair mlDsa() {
        return mlDsa;
    }

    /** The pair for checkpoints. */
    public KeyPair ed25519() {
        return ed25519;
    }

    /** The pair for post-quantum signatures under checkpoints. */
    public KeyPair mlDsa44() {
        return mlDsa44;
    }

    /** All public keys, envelope keys first. */
    public List<PublicKey> publicKeys() {
        return List.of(
                ecdsa.getPublic(), mlDsa.getPublic(), ed25519.getPublic(), mlDsa44.getPublic());
    }

    /** What somebody who trusts this signer verifies with. */
    public TrustedKeys trusted() {
        return TrustedKeys.of(publicKeys());
    }

    @Override
    public Envelope sign(String payloadType, Bytes payload) {
        byte[] pae = Envelope.pae(payloadType, payload.toArray());
        return new Envelope(
                payloadType,
                payload,
                List.of(
                        signature(ecdsa, SignatureAlgorithm.ECDSA_P256, pae),
                        signature(mlDsa, SignatureAlgorithm.ML_DSA_65, pae)));
    }

    private static Envelope.Signature signature(
            KeyPair pair, SignatureAlgorithm algorithm, byte[] pae) {
        try {
            Signature signer = Signature.getInstance(algorithm.jcaName());
            signer.initSign(pair.getPrivate());
            signer.update(pae);
            return new Envelope.Signature(
                    TrustedKeys.keyId(pair.getPublic()), Bytes.of(signer.sign()));
        } catch (GeneralSecurityException e) {
            throw new KeyException(
                    "KEY_CANNOT_SIGN",
                    "the " + algorithm + " key refused to sign",
                    "check the key store or token, and that its key may sign",
                    e);
        }
    }
}
