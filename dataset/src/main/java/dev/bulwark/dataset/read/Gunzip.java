package dev.bulwark.dataset.read;

import dev.bulwark.kernel.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks gzip (RFC 1952) strictly: one member, no optional header fields but a name, checksum and
 * length checked, nothing after the end. The JDK's stream lets trailing bytes pass unseen. Memory
 * is constant; whoever reads decides how much is enough.
 */
final class Gunzip extends InputStream {
    /** Deflate cannot pack tighter than 1032 to 1 (zlib technical details). */
    static final long LARGEST_RATIO = 1032;

    private static final int HEADER = 10;
    private static final int TRAILER = 8;
    private static final int FLAG_NAME = 0x08;

    private final byte[] packed;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private boolean ended;

    Gunzip(Bytes content) throws IOException {
        packed = content.toArray();
        int start = skipHeader();
        inflater.setInput(packed, start, packed.length - start);
    }

    static boolean isGzip(Bytes content) {
        return content.size() >= 2 && content.at(0) == (byte) 0x1f && content.at(1) == (byte) 0x8b;
    }

    private int skipHeader() throws IOException {
        if (packed.length < HEADER + TRAILER || packed[2] != 8) {
            throw new IOException("it is no gzip file");
        }
        int flags = Byte.toUnsignedInt(packed[3]);
        if ((flags & ~FLAG_NAME) != 0) {
            throw new IOException("its gzip header has fields that are not supported");
        }
        int at = HEADER;
        if (flags == FLAG_NAME) {
            while (at < packed.length && packed[at] != 0) {
                at++;
            }
            at++;
        }
        if (at > packed.length - TRAILER) {
            throw new IOException("it ends inside its gzip header");
        }
        return at;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (ended) {
            return -1;
        }
        try {
            int count = inflater.inflate(buffer, offset, length);
            if (count > 0) {
                checksum.update(buffer, offset, count);
                return count;
            }
        } catch (DataFormatException e) {
            throw new IOException("its compressed content is damaged", e);
        }
        if (!inflater.finished()) {
            throw new IOException("it ends inside its compressed content");
        }
        checkTrailer();
        ended = true;
        return -1;
    }

    private void checkTrailer() throws IOException {
        int at = packed.length - inflater.getRemaining();
        if (inflater.getRemaining() != TRAILER) {
            throw new IOException(
                    inflater.getRemaining() < TRAILER
                            ? "it ends inside its checksum"
                            : "something follows its end");
        }
        if (littleEndian(at) != (int) checksum.getValue()
                || littleEndian(at + 4) != (int) inflater.getBytesWritten()) {
            throw new IOException("its checksum does not fit its content");
        }
    }

    private int littleEndian(int at) {
        return Byte.toUnsignedInt(packed[at])
                | Byte.toUnsignedInt(packed[at + 1]) << 8
                | Byte.toUnsignedInt(packed[at + 2]) << 16
                | Byte.toUnsignedInt(packed[at + 3]) << 24;
    }

    @Override
    public void close() {
        inflater.end();
    }
}
