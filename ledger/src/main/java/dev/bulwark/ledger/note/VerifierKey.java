package dev.bulwark.ledger.note;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * The name, type and public key that verify signatures under notes.
 *
 * <p><b>Guarantees:</b> one rule for Ed25519 everywhere: RFC 8032 without cofactor, canonical
 * encodings only (so far the JDK), and neither the key nor the signature's point may be of low
 * order (which the JDK allows).
 *
 * @see <a href="https://c2sp.org/signed-note">C2SP signed-note</a>
 */
public final class VerifierKey {
    private static final int LONGEST_VKEY = 4096;
    private static final int POINT_SIZE = 32;

    private final String name;
    private final SignatureType type;
    private final byte[] raw;
    private final PublicKey key;
    private final int id;

    private VerifierKey(String name, SignatureType type, byte[] raw) {
        this.name = name;
        this.type = type;
        this.raw = raw;
        this.key = RawKeys.decode(type, raw);
        this.id = computeId(name, type, raw);
    }

    /**
     * A key of the JDK under a name.
     *
     * @throws IllegalArgumentException if the name or the key's algorithm does not fit
     */
    public static VerifierKey of(String name, SignatureType type, PublicKey key) {
        if (!KeyName.isValid(name)) {
            throw new IllegalArgumentException(
                    "a key name is 1 to 255 bytes without spaces and plus signs, but was '"
                            + name
                            + "'");
        }
        return new VerifierKey(name, type, RawKeys.encode(type, key));
    }

    /** The key of a log, whose name is the log's origin. */
    public static VerifierKey ofLog(String origin, PublicKey ed25519) {
        return of(origin, SignatureType.ED25519, ed25519);
    }

    /**
     * The ML-DSA-44 keys among {@code keys}, as those with which a log signs beside its Ed25519
     * key: under its own name.
     *
     * @param origin of the log
     * @param keys of any kind, such as a file of public keys holds them
     */
    public static List<VerifierKey> mlDsaOfLog(
            String origin, Collection<? extends PublicKey> keys) {
        List<VerifierKey> found = new ArrayList<>();
        for (PublicKey key : keys) {
            if (RawKeys.isOf(SignatureType.ML_DSA_44_COSIGNATURE, key)) {
                found.add(of(origin, SignatureType.ML_DSA_44_COSIGNATURE, key));
            }
        }
        return List.copyOf(found);
    }

    /**
     * Reads {@code <name>+<8 hex digits>+<base64 of type and key>}.
     *
     * @throws NoteException if it is malformed, of an unknown type, or its id does not recompute
     */
    public static VerifierKey parse(String vkey) {
        String[] parts = vkey.length() > LONGEST_VKEY ? new String[0] : vkey.split("\\+", 3);
        if (parts.length != 3 || !KeyName.isValid(parts[0])) {
            throw NoteException.key("it is not <name>+<id>+<key>");
        }
        byte[] typeAndKey =
                StrictBase64.decode(parts[2])
                        .filter(bytes -> bytes.length > 1)
                        .orElseThrow(() -> NoteException.key("its last part is no base64 key"));
        SignatureType type =
                SignatureType.of(typeAndKey[0])
                        .orElseThrow(() ->
                                NoteException.key(
                                        "type 0x%02x is not supported".formatted(typeAndKey[0])));
        byte[] raw = Arrays.copyOfRange(typeAndKey, 1, typeAndKey.length);
        VerifierKey parsed = new VerifierKey(parts[0], type, raw);
        if (!parsed.idHex().equals(parts[1])) {
            throw NoteException.key("its id is %s, not %s".formatted(parsed.idHex(), parts[1]));
        }
        return parsed;
    }

    private static int computeId(String name, SignatureType type, byte[] raw) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(name.getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) '\n');
        sha256.update(type.identifier());
        return ByteBuffer.wrap(sha256.digest(raw)).getInt();
    }

    /** The name; for a log, its origin. */
    public String name() {
        return name;
    }

    /** What it signs, and how. */
    public SignatureType type() {
        return type;
    }

    /** The hint in signature lines; no protection against a key made to collide. */
    public int id() {
        return id;
    }

    /** The bare public key. */
    public Bytes publicKey() {
        return Bytes.of(raw);
    }

    /** The text form that {@link #parse} reads. */
    public String vkey() {
        byte[] typeAndKey = new byte[1 + raw.length];
        typeAndKey[0] = type.identifier();
        System.arraycopy(raw, 0, typeAndKey, 1, raw.length);
        return name + "+" + idHex() + "+" + StrictBase64.encode(typeAndKey);
    }

    private String idHex() {
        return HexFormat.of().toHexDigits(id);
    }

    /** Whether the line names this key. */
    boolean isNamedBy(NoteSignature signature) {
        return signature.keyId() == id && signature.name().equals(name);
    }

    /** Whether {@code signature} is this key's over {@code text}. */
    boolean verifies(String text, NoteSignature signature) {
        byte[] value = signature.value().toArray();
        if (type == SignatureType.ED25519) {
            return holds(SignedMessage.ofLog(text), value);
        }
        if (value.length <= Long.BYTES) {
            return false;
        }
        long posixSeconds = ByteBuffer.wrap(value).getLong();
        byte[] bare = Arrays.copyOfRange(value, Long.BYTES, value.length);
        return switch (type) {
            case ED25519 -> throw new AssertionError("has no time");
            case ED25519_COSIGNATURE ->
                    posixSeconds >= 0
                            && holds(SignedMessage.ofCosignature(text, posixSeconds), bare);
            case ML_DSA_44_COSIGNATURE ->
                    posixSeconds > 0 && holdsOverCheckpoint(text, posixSeconds, bare);
        };
    }

    private boolean holdsOverCheckpoint(String text, long posixSeconds, byte[] signature) {
        byte[] message;
        try {
            message = SignedMessage.ofMlDsaCosignature(name, text, posixSeconds);
        } catch (NoteException e) {
            return false; // it signs checkpoints alone, and nobody can have signed this
        }
        return holds(message, signature);
    }

    boolean holds(byte[] message, byte[] signature) {
        boolean edwards = type != SignatureType.ML_DSA_44_COSIGNATURE;
        if (edwards
                && (signature.length != 2 * POINT_SIZE
                        || RawKeys.isLowOrder(Arrays.copyOf(signature, POINT_SIZE)))) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(RawKeys.jcaName(type));
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            // A signature of the wrong form is a signature that does not hold.
            return false;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifierKey that
                && name.equals(that.name)
                && type == that.type
                && Arrays.equals(raw, that.raw);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, id);
    }

    @Override
    public String toString() {
        return vkey();
    }
}
