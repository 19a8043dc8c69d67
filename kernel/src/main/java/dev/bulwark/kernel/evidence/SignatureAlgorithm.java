package dev.bulwark.kernel.evidence;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.util.Optional;

/** The two algorithms under an envelope. */
public enum SignatureAlgorithm {
    /** ECDSA over P-256 with SHA-256, DER encoded (FIPS 186-5). */
    ECDSA_P256("SHA256withECDSA"),
    /** ML-DSA-65 (FIPS 204), pure. */
    ML_DSA_65("ML-DSA-65");

    /** The order of P-256's base point (SP 800-186 §3.2.1.3); no other named curve shares it. */
    private static final BigInteger P256_ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

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
        if (key instanceof ECPublicKey ec && ec.getParams().getOrder().equals(P256_ORDER)) {
            return Optional.of(ECDSA_P256);
        }
        return key.getParams() instanceof NamedParameterSpec named
                        && named.getName().equals(ML_DSA_65.jcaName)
                ? Optional.of(ML_DSA_65)
                : Optional.empty();
    }
}
