package dev.bulwark.supplychain.sign;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;

/** The curves of OpenSSF Model Signing, each with the hash that goes with it (FIPS 186-5). */
enum EcdsaCurve {
    P256("secp256r1", "SHA256", "ecdsa-p256-sha256"),
    P384("secp384r1", "SHA384", "ecdsa-p384-sha384"),
    P521("secp521r1", "SHA512", "ecdsa-p521-sha512");

    private final String jcaName;
    private final String jcaHash;
    private final String id;

    EcdsaCurve(String jcaName, String jcaHash, String id) {
        this.jcaName = jcaName;
        this.jcaHash = jcaHash;
        this.id = id;
    }

    private ECParameterSpec parameters() {
        try {
            AlgorithmParameters algorithm = AlgorithmParameters.getInstance("EC");
            algorithm.init(new ECGenParameterSpec(jcaName));
            return algorithm.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + jcaName, e);
        }
    }

    /** The curve of {@code key}; compared by its parameters, for a name proves nothing. */
    static EcdsaCurve of(Key key) {
        if (key instanceof ECKey ec) {
            ECParameterSpec given = ec.getParams();
            for (EcdsaCurve curve : values()) {
                ECParameterSpec known = curve.parameters();
                if (known.getCurve().equals(given.getCurve())
                        && known.getGenerator().equals(given.getGenerator())
                        && known.getOrder().equals(given.getOrder())
                        && known.getCofactor() == given.getCofactor()) {
                    return curve;
                }
            }
        }
        throw new RefusedException(
                Refusal.KEY_UNSUPPORTED,
                "the key is " + key.getAlgorithm() + ", not ECDSA on P-256, P-384 or P-521");
    }

    /** The name in evidence, e.g. {@code ecdsa-p256-sha256}. */
    String id() {
        return id;
    }

    /** A DER signature over {@code message}. */
    byte[] sign(PrivateKey key, byte[] message) {
        try {
            Signature signature = Signature.getInstance(jcaHash + "withECDSA");
            signature.initSign(key);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new RefusedException(
                    Refusal.KEY_UNSUPPORTED, "the key cannot sign: " + e.getMessage(), e);
        }
    }

    /** Whether the DER {@code value} is the signature of {@code message} by {@code key}. */
    boolean verifies(PublicKey key, byte[] message, byte[] value) {
        return verifies(jcaHash, key, message, value);
    }

    /** As {@link #verifies}, with SHA-256 whatever the curve: what version 0.2 signed with. */
    boolean verifiesWithSha256(PublicKey key, byte[] message, byte[] value) {
        return verifies(P256.jcaHash, key, message, value);
    }

    private static boolean verifies(String hash, PublicKey key, byte[] message, byte[] value) {
        try {
            Signature signature = Signature.getInstance(hash + "withECDSA");
            signature.initVerify(key);
            signature.update(message);
            return signature.verify(value);
        } catch (SignatureException e) {
            // Not even the encoding of a signature: expected of hostile input, and just as invalid.
            return false;
        } catch (InvalidKeyException e) {
            throw new RefusedException(
                    Refusal.KEY_UNSUPPORTED, "the key cannot verify: " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + hash + "withECDSA", e);
        }
    }
}
