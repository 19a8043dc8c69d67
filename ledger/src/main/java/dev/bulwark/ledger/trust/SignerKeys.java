package dev.bulwark.ledger.trust;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.SignatureAlgorithm;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The two public keys one signer signs envelopes with. Signatures of halves of two signers are
 * nobody's: both must be of one pair.
 *
 * @param ecdsa SubjectPublicKeyInfo in DER of a P-256 key
 * @param mlDsa SubjectPublicKeyInfo in DER of an ML-DSA-65 key
 */
public record SignerKeys(Bytes ecdsa, Bytes mlDsa) {
    /** Larger than either key in DER (ML-DSA-65 takes 1,974 bytes). */
    private static final int LARGEST = 4_096;

    public SignerKeys {
        decode("EC", SignatureAlgorithm.ECDSA_P256, ecdsa);
        decode("ML-DSA", SignatureAlgorithm.ML_DSA_65, mlDsa);
    }

    /**
     * The pair among the keys of one signer's {@code public.pem}; others, such as Ed25519, are left
     * out.
     *
     * @throws IllegalArgumentException unless there is exactly one key of either algorithm
     */
    public static SignerKeys of(Collection<? extends PublicKey> keys) {
        return new SignerKeys(
                only(keys, SignatureAlgorithm.ECDSA_P256),
                only(keys, SignatureAlgorithm.ML_DSA_65));
    }

    private static Bytes only(Collection<? extends PublicKey> keys, SignatureAlgorithm algorithm) {
        List<PublicKey> found =
                keys.stream()
                        .filter(key ->
                                SignatureAlgorithm.of(key).filter(algorithm::equals).isPresent())
                        .map(PublicKey.class::cast)
                        .toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException(
                    "one signer has one key of %s, but got %d".formatted(algorithm, found.size()));
        }
        return Bytes.of(found.getFirst().getEncoded());
    }

    private static PublicKey decode(String family, SignatureAlgorithm algorithm, Bytes der) {
        if (der.size() > LARGEST) {
            throw new IllegalArgumentException(
                    "a key has at most %d bytes, but got %d".formatted(LARGEST, der.size()));
        }
        try {
            PublicKey key =
                    KeyFactory.getInstance(family)
                            .generatePublic(new X509EncodedKeySpec(der.toArray()));
            // One key must have one id: another spelling of it would be another signer.
            if (SignatureAlgorithm.of(key).filter(algorithm::equals).isPresent()
                    && Bytes.of(key.getEncoded()).equals(der)) {
                return key;
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("this is no key of " + algorithm, e);
        }
        throw new IllegalArgumentException("this is no key of " + algorithm);
    }

    /** The signer's name among keys: the id of its ECDSA key, 64 hexadecimal digits. */
    public String id() {
        return Digest.of(ecdsa).hex();
    }

    /** The ids of both keys. */
    public Set<String> keyIds() {
        return Set.of(id(), Digest.of(mlDsa).hex());
    }

    /** Both keys. */
    public List<PublicKey> publicKeys() {
        return List.of(
                decode("EC", SignatureAlgorithm.ECDSA_P256, ecdsa),
                decode("ML-DSA", SignatureAlgorithm.ML_DSA_65, mlDsa));
    }
}
