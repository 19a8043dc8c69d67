package dev.bulwark.sandbox.pipe;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Writes frames. Not for several threads. */
public final class FrameWriter {
    private static final int BUFFER = 1 << 16;

    private final OutputStream out;

    /**
     * @param out the pipe
     */
    public FrameWriter(OutputStream out) {
        this.out = new BufferedOutputStream(out, BUFFER);
    }

    /** Writes a frame; it may stay in the buffer until {@link #flush}. */
    public void write(Frame frame) throws IOException {
        byte[] header =
                ByteBuffer.wrap(new byte[Frame.HEADER_BYTES])
                        .putInt(Frame.MAGIC)
                        .put((byte) frame.kind().code())
                        .put((byte) frame.operation())
                        .putShort((short) 0)
                        .putLong(frame.id())
                        .putInt(frame.size())
                        .array();
        CRC32C crc = new CRC32C();
        crc.update(header);
        crc.update(frame.payload());
        out.write(header);
        out.write(frame.payload());
        int check = (int) crc.getValue();
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            out.write(check >>> shift);
        }
    }

    /** Sends what is in the buffer. */
    public void flush() throws IOException {
        out.flush();
    }
}
