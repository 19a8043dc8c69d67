package dev.bulwark.kernel.evidence;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.util.Optional;

/** The two algorithms under an envelope. */
public enum SignatureAlgorithm {
    /** ECDSA over P-256 with SHA-256, DER encoded (FIPS 186-5). */
    ECDSA_P256("SHA256withECDSA"),
    /** ML-DSA-65 (FIPS 204), pure. */
    ML_DSA_65("ML-DSA-65");

    private static final int P256_BITS = 256;

    private final String jcaName;

    SignatureAlgorithm(String jcaName) {
        this.jcaName = jcaName;
    }

    /** The name in the Java Cryptography Architecture. */
    public String jcaName() {
        return jcaName;
    }

    /** The algorithm this key signs with here; empty if it has no place under an envelope. */
    public static Optional<SignatureAlgorithm> of(PublicKey key) {
        if (key instanceof ECPublicKey ec
                && ec.getParams().getOrder().bitLength() == P256_BITS
                && ec.getParams().toString().contains("secp256r1")) {
            return Optional.of(ECDSA_P256);
        }
        return key.getAlgorithm().startsWith("ML-DSA") && parameters(key).equals("ML-DSA-65")
                ? Optional.of(ML_DSA_65)
                : Optional.empty();
    }

    private static String parameters(PublicKey key) {
        return key instanceof java.security.AsymmetricKey asymmetric
                        && asymmetric.getParams()
                                instanceof java.security.spec.NamedParameterSpec named
                ? named.getName()
                : "";
    }
}
