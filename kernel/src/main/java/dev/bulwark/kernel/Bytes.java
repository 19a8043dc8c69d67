package dev.bulwark.kernel;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** An immutable sequence of bytes, equal by content. */
public final class Bytes {
    private static final int SHOWN_IN_TO_STRING = 8;

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /** A copy of {@code content}. */
    public static Bytes of(byte[] content) {
        return new Bytes(content.clone());
    }

    /** Number of bytes. */
    public int size() {
        return content.length;
    }

    /** The byte at {@code index}. */
    public byte at(int index) {
        return content[index];
    }

    /** A fresh copy. */
    public byte[] toArray() {
        return content.clone();
    }

    /** A read-only view that copies nothing. */
    public ByteBuffer asBuffer() {
        return ByteBuffer.wrap(content).asReadOnlyBuffer();
    }

    /** A stream over the content that copies nothing. */
    public InputStream openStream() {
        return new ByteArrayInputStream(content);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        int shown = Math.min(SHOWN_IN_TO_STRING, content.length);
        return "Bytes["
                + content.length
                + ": "
                + HexFormat.of().formatHex(content, 0, shown)
                + "…]";
    }
}
