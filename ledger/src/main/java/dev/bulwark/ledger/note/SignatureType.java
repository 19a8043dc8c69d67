package dev.bulwark.ledger.note;

import java.util.Arrays;
import java.util.Optional;

/**
 * The kinds of signatures under notes that are understood here.
 *
 * @see <a href="https://c2sp.org/signed-note#signature-types">C2SP signature types</a>
 */
public enum SignatureType {
    /** Ed25519 over the text: the signature of a log. */
    ED25519(0x01, 32),
    /** Ed25519 over time and text: the cosignature of a witness. Does not cover its name. */
    ED25519_COSIGNATURE(0x04, 32),
    /** ML-DSA-44 over names, time, size and root: a post-quantum cosignature. */
    ML_DSA_44_COSIGNATURE(0x06, 1312);

    private final byte identifier;
    private final int keySize;

    SignatureType(int identifier, int keySize) {
        this.identifier = (byte) identifier;
        this.keySize = keySize;
    }

    /** The byte that stands for it in a verifier key. */
    public byte identifier() {
        return identifier;
    }

    /** Length of its raw public key in bytes. */
    public int keySize() {
        return keySize;
    }

    /** The type of this byte, if it is understood. */
    public static Optional<SignatureType> of(byte identifier) {
        return Arrays.stream(values()).filter(type -> type.identifier == identifier).findFirst();
    }
}
