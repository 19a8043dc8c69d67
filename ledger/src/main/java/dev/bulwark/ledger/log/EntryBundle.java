package dev.bulwark.ledger.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of a bundle: each entry preceded by its length as a big-endian 16-bit number.
 *
 * @see <a href="https://c2sp.org/tlog-tiles">C2SP tlog-tiles</a>
 */
final class EntryBundle {
    /** What fits the length field. */
    static final int LONGEST_ENTRY = 0xffff;

    /** A full bundle of the longest entries. */
    static final int LARGEST = TilePath.FULL * (Short.BYTES + LONGEST_ENTRY);

    private EntryBundle() {}

    static byte[] encode(List<byte[]> entries) {
        int size = 0;
        for (byte[] entry : entries) {
            size += Short.BYTES + entry.length;
        }
        ByteBuffer bundle = ByteBuffer.allocate(size);
        for (byte[] entry : entries) {
            bundle.putShort((short) entry.length).put(entry);
        }
        return bundle.array();
    }

    /** The entries, or empty unless the bundle holds exactly {@code width} of them. */
    static Optional<List<byte[]>> decode(byte[] bundle, int width) {
        List<byte[]> entries = new ArrayList<>(width);
        ByteBuffer rest = ByteBuffer.wrap(bundle);
        while (entries.size() < width) {
            if (rest.remaining() < Short.BYTES) {
                return Optional.empty();
            }
            int size = Short.toUnsignedInt(rest.getShort());
            if (rest.remaining() < size) {
                return Optional.empty();
            }
            byte[] entry = new byte[size];
            rest.get(entry);
            entries.add(entry);
        }
        return rest.hasRemaining() ? Optional.empty() : Optional.of(entries);
    }
}
