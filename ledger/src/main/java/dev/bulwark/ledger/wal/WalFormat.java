package dev.bulwark.ledger.wal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The bytes of a segment, version 1; all numbers big-endian.
 *
 * <pre>
 * header  "bulwark-wal\0v1\0\0" (16), index of the first entry (8), CRC-32C of both (4)
 * frame   its length (4), index of its first entry (8), number of entries (4),
 *         each entry as length (2) and bytes, seal (16), CRC-32C of all before (4)
 * </pre>
 *
 * A frame is one batch, written at once and forced at once: it is there whole or was never
 * acknowledged, and nothing follows one that is not whole.
 */
final class WalFormat {
    /** Length of a segment's header. */
    static final int HEADER = 28;

    /** A frame without entries. */
    static final int OVERHEAD = 4 + 8 + 4 + WalSeal.SIZE + 4;

    private static final byte[] MAGIC = "bulwark-wal\0v1\0\0".getBytes(StandardCharsets.US_ASCII);
    private static final int CHECKSUM = 4;

    private WalFormat() {}

    static byte[] header(long first) {
        ByteBuffer header = ByteBuffer.allocate(HEADER).put(MAGIC).putLong(first);
        return header.putInt(crc(header.array(), 0, HEADER - CHECKSUM)).array();
    }

    /** The index in the header; empty if it is none. */
    static Optional<Long> first(byte[] segment) {
        if (segment.length < HEADER) {
            return Optional.empty();
        }
        long first = ByteBuffer.wrap(segment).getLong(MAGIC.length);
        return first >= 0 && Arrays.equals(header(first), Arrays.copyOf(segment, HEADER))
                ? Optional.of(first)
                : Optional.empty();
    }

    static byte[] frame(long first, List<byte[]> entries, WalSeal seal) {
        int length = OVERHEAD;
        for (byte[] entry : entries) {
            length = Math.addExact(length, Short.BYTES + entry.length);
        }
        ByteBuffer frame =
                ByteBuffer.allocate(length).putInt(length).putLong(first).putInt(entries.size());
        for (byte[] entry : entries) {
            frame.putShort((short) entry.length).put(entry);
        }
        frame.put(seal.over(frame.array(), 0, frame.position()));
        return frame.putInt(crc(frame.array(), 0, frame.position())).array();
    }

    /**
     * Length of the whole frame that starts at {@code at} and whose first entry has the index
     * {@code first}; 0 if there is none, or not all of it.
     */
    static int frameLength(byte[] segment, int at, long first) {
        if (segment.length - at < OVERHEAD) {
            return 0;
        }
        ByteBuffer frame = ByteBuffer.wrap(segment);
        int length = frame.getInt(at);
        if (length < OVERHEAD
                || length > segment.length - at
                || frame.getLong(at + Integer.BYTES) != first) {
            return 0;
        }
        return frame.getInt(at + length - CHECKSUM) == crc(segment, at, length - CHECKSUM)
                ? length
                : 0;
    }

    /** Whether a whole frame starts here whose entries come somewhere after {@code index}. */
    static boolean isFollower(byte[] segment, int at, long index) {
        long first = ByteBuffer.wrap(segment).getLong(at + Integer.BYTES);
        return first > index && frameLength(segment, at, first) > 0;
    }

    /** Whether this log's writer made the frame, and not somebody else with access to the file. */
    static boolean isSealed(byte[] segment, int at, int length, WalSeal seal) {
        int body = length - CHECKSUM - WalSeal.SIZE;
        return java.security.MessageDigest.isEqual(
                seal.over(segment, at, body),
                Arrays.copyOfRange(segment, at + body, at + body + WalSeal.SIZE));
    }

    /** The entries of a whole frame; empty if they do not fill it exactly. */
    static Optional<List<byte[]>> entries(byte[] segment, int at, int length) {
        ByteBuffer body = ByteBuffer.wrap(segment, at, length - CHECKSUM - WalSeal.SIZE);
        body.position(at + Integer.BYTES + Long.BYTES);
        int count = body.getInt();
        List<byte[]> entries = new ArrayList<>();
        while (entries.size() < count && body.remaining() >= Short.BYTES) {
            int size = Short.toUnsignedInt(body.getShort());
            if (size > body.remaining()) {
                return Optional.empty();
            }
            byte[] entry = new byte[size];
            body.get(entry);
            entries.add(entry);
        }
        return !entries.isEmpty() && entries.size() == count && !body.hasRemaining()
                ? Optional.of(entries)
                : Optional.empty();
    }

    private static int crc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
