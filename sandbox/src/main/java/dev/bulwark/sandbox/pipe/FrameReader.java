package dev.bulwark.sandbox.pipe;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Reads frames, strictly: anything that is not one breaks the pipe. Not for several threads. */
public final class FrameReader {
    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final int longestPayload;

    /**
     * @param in the pipe
     * @param longestPayload in bytes; a longer one is refused before anything is allocated for it
     */
    public FrameReader(InputStream in, int longestPayload) {
        if (longestPayload < 0) {
            throw new IllegalArgumentException(
                    "longestPayload must be >= 0, but was " + longestPayload);
        }
        this.in = new BufferedInputStream(in, BUFFER);
        this.longestPayload = longestPayload;
    }

    /**
     * The next frame; empty when the other side closed the pipe between two frames.
     *
     * @throws PipeException if it closed within a frame, or what came is no frame
     * @throws IOException if the pipe cannot be read
     */
    public Optional<Frame> read() throws IOException {
        byte[] header = in.readNBytes(Frame.HEADER_BYTES);
        if (header.length == 0) {
            return Optional.empty();
        }
        if (header.length < Frame.HEADER_BYTES) {
            throw new PipeException("the pipe ends within a frame's header");
        }
        ByteBuffer fields = ByteBuffer.wrap(header);
        if (fields.getInt() != Frame.MAGIC) {
            throw new PipeException("the pipe carries something that is no frame of version 1");
        }
        int kindCode = Byte.toUnsignedInt(fields.get());
        FrameKind kind =
                FrameKind.of(kindCode)
                        .orElseThrow(
                                () -> new PipeException("a frame has unknown kind " + kindCode));
        int operation = Byte.toUnsignedInt(fields.get());
        int reserved = fields.getShort();
        long id = fields.getLong();
        int length = fields.getInt();
        if (reserved != 0 || id < 0) {
            throw new PipeException("a frame's header has fields out of range");
        }
        if (length < 0 || length > longestPayload) {
            throw new PipeException(
                    "a frame announces %d bytes, the limit is %d"
                            .formatted(Integer.toUnsignedLong(length), longestPayload));
        }
        return Optional.of(new Frame(kind, operation, id, payload(header, length)));
    }

    private byte[] payload(byte[] header, int length) throws IOException {
        // readNBytes grows as bytes arrive: a length without bytes behind it costs no memory.
        byte[] payload = in.readNBytes(length);
        byte[] check = in.readNBytes(Integer.BYTES);
        if (payload.length < length || check.length < Integer.BYTES) {
            throw new PipeException("the pipe ends within a frame");
        }
        CRC32C crc = new CRC32C();
        crc.update(header);
        crc.update(payload);
        if ((int) crc.getValue() != ByteBuffer.wrap(check).getInt()) {
            throw new PipeException("a frame's checksum does not fit its content");
        }
        return payload;
    }
}
