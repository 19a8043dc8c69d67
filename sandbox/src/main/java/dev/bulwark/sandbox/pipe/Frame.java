package dev.bulwark.sandbox.pipe;

import java.util.Arrays;

/**
 * One message on the pipe. The form, big-endian: {@code u32} magic {@code "BWP1"} (its last
 * character is the version), {@code u8} kind, {@code u8} operation, {@code u16} zero, {@code u64}
 * id, {@code u32} payload length, payload, {@code u32} CRC-32C of all that precedes it.
 *
 * <p>The checksum is against stray output of native code in the child, not against an attacker: who
 * can write to the pipe is the child.
 */
public final class Frame {
    /** {@code "BWP1"}. */
    static final int MAGIC = 0x42575031;

    /** Bytes before the payload. */
    static final int HEADER_BYTES = 20;

    private static final int LARGEST_OPERATION = 255;

    private final FrameKind kind;
    private final int operation;
    private final long id;
    private final byte[] payload;

    /**
     * @param kind what it is
     * @param operation what is asked, or was asked; 0 to 255, its meaning is the caller's
     * @param id of the call, {@code >= 1}; 0 for {@link FrameKind#HELLO}
     * @param payload handed over: the caller does not write to it afterwards
     */
    public Frame(FrameKind kind, int operation, long id, byte[] payload) {
        if (operation < 0 || operation > LARGEST_OPERATION || id < 0) {
            throw new IllegalArgumentException(
                    "operation is 0 to 255 and id >= 0, but were " + operation + ", " + id);
        }
        this.kind = kind;
        this.operation = operation;
        this.id = id;
        this.payload = payload;
    }

    /** What it is. */
    public FrameKind kind() {
        return kind;
    }

    /** What is asked, or was asked. */
    public int operation() {
        return operation;
    }

    /** Of the call. */
    public long id() {
        return id;
    }

    /** Bytes in the payload. */
    public int size() {
        return payload.length;
    }

    /** The payload itself, for this package's reader and writer. */
    byte[] payload() {
        return payload;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frame frame
                && kind == frame.kind
                && operation == frame.operation
                && id == frame.id
                && Arrays.equals(payload, frame.payload);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(id) * 31 + Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
        return "Frame[%s %d #%d, %d bytes]".formatted(kind, operation, id, payload.length);
    }
}
