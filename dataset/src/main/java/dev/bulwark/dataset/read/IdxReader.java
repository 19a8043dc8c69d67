package dev.bulwark.dataset.read;

import dev.bulwark.dataset.DatasetException;
import dev.bulwark.kernel.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The IDX format of MNIST: unsigned bytes of one to four dimensions, big-endian, plain or gzipped.
 *
 * @see <a href="http://yann.lecun.com/exdb/mnist/">file format, at the foot of the MNIST page</a>
 */
public final class IdxReader {
    private static final int UNSIGNED_BYTE = 0x08;
    private static final int MOST_DIMENSIONS = 4;

    /** Most bytes a file may unpack to: 60,000 pictures of MNIST are 47 MB. */
    private static final int LARGEST_BYTES = 128 << 20;

    private IdxReader() {}

    /**
     * What a file holds.
     *
     * @param dimensions outermost first, each {@code >= 0}
     * @param values row-major, as many as the product of the dimensions
     */
    public record Idx(List<Integer> dimensions, Bytes values) {}

    /**
     * Reads a file.
     *
     * @param file its name, for messages
     * @throws DatasetException if it is malformed or larger than it says
     */
    public static Idx read(String file, Bytes content) {
        byte[] plain = isGzip(content) ? unpack(file, content) : content.toArray();
        ByteBuffer in = ByteBuffer.wrap(plain);
        if (in.remaining() < 4) {
            throw failure(file, "it is shorter than a header");
        }
        int magic = in.getInt();
        int dimensionCount = magic & 0xff;
        if (magic >>> 8 != UNSIGNED_BYTE
                || dimensionCount < 1
                || dimensionCount > MOST_DIMENSIONS) {
            throw failure(file, "it does not begin as an IDX file of unsigned bytes");
        }
        if (in.remaining() < 4 * dimensionCount) {
            throw failure(file, "it ends inside its header");
        }
        List<Integer> dimensions = new ArrayList<>();
        long product = 1;
        for (int i = 0; i < dimensionCount; i++) {
            int dimension = in.getInt();
            product = dimension < 0 || product > LARGEST_BYTES ? -1 : product * dimension;
            if (product < 0) {
                throw failure(file, "its header declares an impossible size");
            }
            dimensions.add(dimension);
        }
        if (product != in.remaining()) {
            throw failure(
                    file,
                    "its header declares %d values, but %d follow"
                            .formatted(product, in.remaining()));
        }
        byte[] values = new byte[in.remaining()];
        in.get(values);
        return new Idx(List.copyOf(dimensions), Bytes.of(values));
    }

    private static boolean isGzip(Bytes content) {
        return content.size() >= 2 && content.at(0) == (byte) 0x1f && content.at(1) == (byte) 0x8b;
    }

    private static byte[] unpack(String file, Bytes content) {
        try (InputStream in = new GZIPInputStream(content.openStream())) {
            byte[] plain = in.readNBytes(LARGEST_BYTES + 1);
            if (plain.length > LARGEST_BYTES) {
                throw failure(file, "it unpacks to more than " + LARGEST_BYTES + " bytes");
            }
            return plain;
        } catch (IOException e) {
            throw new DatasetException(
                    "IDX_MALFORMED",
                    "'" + file + "' cannot be unpacked: " + e.getMessage(),
                    "get the file again",
                    e);
        }
    }

    private static DatasetException failure(String file, String why) {
        return new DatasetException(
                "IDX_MALFORMED", "'" + file + "' cannot be read: " + why, "get the file again");
    }
}
