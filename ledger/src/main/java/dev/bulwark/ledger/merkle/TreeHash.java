package dev.bulwark.ledger.merkle;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** The hash of a leaf, a node or a whole tree: 32 bytes of SHA-256, immutable, equal by content. */
public final class TreeHash {
    /** Length in bytes. */
    public static final int SIZE = 32;

    private final byte[] value;

    private TreeHash(byte[] value) {
        this.value = value;
    }

    /**
     * A hash from its bytes, which are copied.
     *
     * @throws IllegalArgumentException unless there are {@value #SIZE}
     */
    public static TreeHash of(byte[] raw) {
        if (raw.length != SIZE) {
            throw new IllegalArgumentException(
                    "a tree hash has " + SIZE + " bytes, but got " + raw.length);
        }
        return new TreeHash(raw.clone());
    }

    /** The hash at {@code offset} bytes into {@code tile}. */
    public static TreeHash at(byte[] tile, int offset) {
        return new TreeHash(Arrays.copyOfRange(tile, offset, Math.addExact(offset, SIZE)));
    }

    /** Takes {@code value} without copying it; the caller gives it away. */
    static TreeHash owning(byte[] value) {
        return new TreeHash(value);
    }

    /** A fresh copy of the bytes. */
    public byte[] bytes() {
        return value.clone();
    }

    /** Writes the bytes into {@code target} from {@code offset} on. */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(value, 0, target, offset, SIZE);
    }

    /** Standard base64 with padding, as every C2SP format writes a hash. */
    public String toBase64() {
        return Base64.getEncoder().encodeToString(value);
    }

    /** Lower-case hexadecimal. */
    public String toHex() {
        return HexFormat.of().formatHex(value);
    }

    byte[] raw() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TreeHash hash && Arrays.equals(value, hash.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return toBase64();
    }
}
