package dev.bulwark.ledger.note;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * Between the bare public keys of notes and those of the JDK, which are wrapped in a
 * SubjectPublicKeyInfo. For a key type the wrapping is a constant prefix (RFC 8410 §4, RFC 9881).
 */
final class RawKeys {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] ED25519_PREFIX = HEX.parseHex("302a300506032b6570032100");
    private static final byte[] ML_DSA_44_PREFIX =
            HEX.parseHex("30820532300b06096086480165030403110382052100");

    /**
     * The points of order 1, 2, 4 and 8 of edwards25519 in their canonical encoding. Under such a
     * key, one signature fits many messages.
     */
    private static final Set<String> LOW_ORDER =
            Set.of(
                    "0100000000000000000000000000000000000000000000000000000000000000",
                    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                    "0000000000000000000000000000000000000000000000000000000000000000",
                    "0000000000000000000000000000000000000000000000000000000000000080",
                    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa");

    private RawKeys() {}

    static String jcaName(SignatureType type) {
        return switch (type) {
            case ED25519, ED25519_COSIGNATURE -> "Ed25519";
            case ML_DSA_44_COSIGNATURE -> "ML-DSA-44";
        };
    }

    /**
     * @throws NoteException if the bytes are no key of that type
     */
    static PublicKey decode(SignatureType type, byte[] raw) {
        if (raw.length != type.keySize()) {
            throw NoteException.key(
                    "a key of type %s has %d bytes, not %d"
                            .formatted(type, type.keySize(), raw.length));
        }
        if (type != SignatureType.ML_DSA_44_COSIGNATURE && isLowOrder(raw)) {
            throw NoteException.key("it is a point of low order, under which anybody can sign");
        }
        byte[] prefix = prefix(type);
        byte[] encoded = Arrays.copyOf(prefix, prefix.length + raw.length);
        System.arraycopy(raw, 0, encoded, prefix.length, raw.length);
        try {
            return KeyFactory.getInstance(jcaName(type))
                    .generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw NoteException.key("its bytes are no " + jcaName(type) + " key");
        }
    }

    /**
     * @throws IllegalArgumentException if the key is of another algorithm
     */
    static byte[] encode(SignatureType type, PublicKey key) {
        byte[] prefix = prefix(type);
        byte[] encoded = key.getEncoded();
        if (!isOf(type, key)) {
            throw new IllegalArgumentException(
                    "an %s public key is needed, but got %s"
                            .formatted(jcaName(type), key.getAlgorithm()));
        }
        return Arrays.copyOfRange(encoded, prefix.length, encoded.length);
    }

    /** Whether the key is of the algorithm that signatures of {@code type} are made with. */
    static boolean isOf(SignatureType type, PublicKey key) {
        byte[] prefix = prefix(type);
        byte[] encoded = key.getEncoded();
        return encoded != null
                && encoded.length == prefix.length + type.keySize()
                && Arrays.equals(prefix, Arrays.copyOf(encoded, prefix.length));
    }

    /** Whether these are the 32 bytes of a point of low order. */
    static boolean isLowOrder(byte[] point) {
        return LOW_ORDER.contains(HEX.formatHex(point));
    }

    private static byte[] prefix(SignatureType type) {
        return switch (type) {
            case ED25519, ED25519_COSIGNATURE -> ED25519_PREFIX;
            case ML_DSA_44_COSIGNATURE -> ML_DSA_44_PREFIX;
        };
    }
}
