package dev.bulwark.dataset.read;

import dev.bulwark.kernel.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The IDX format of MNIST: unsigned bytes of one dimension (labels) or three (pictures),
 * big-endian, plain or gzipped. The header is read first and the size it declares is held against
 * the limit and against what the file can contain, before anything is allocated for the values.
 *
 * @see <a href="http://yann.lecun.com/exdb/mnist/">file format, at the foot of the MNIST page</a>
 */
public final class IdxReader {
    /** Most bytes a file may hold: 60,000 pictures of MNIST are 47 MB. */
    public static final int LARGEST_BYTES = 512 << 20;

    private static final int UNSIGNED_BYTE = 0x08;

    private IdxReader() {}

    /**
     * What a file holds.
     *
     * @param dimensions outermost first, each {@code >= 1}
     * @param values row-major, as many as the product of the dimensions
     */
    public record Idx(List<Integer> dimensions, Bytes values) {
        public Idx {
            dimensions = List.copyOf(dimensions);
        }

        /** The outermost dimension: how many labels or pictures. */
        public int count() {
            return dimensions.getFirst();
        }
    }

    /**
     * Reads a file.
     *
     * @param file its name, for messages
     * @param rank how many dimensions it must have
     * @throws DatasetException if it is malformed or larger than it says
     */
    public static Idx read(String file, Bytes content, int rank) {
        boolean gzipped = Gunzip.isGzip(content);
        long most = gzipped ? content.size() * Gunzip.LARGEST_RATIO : content.size();
        try (InputStream in = gzipped ? new Gunzip(content) : content.openStream()) {
            List<Integer> dimensions = header(file, in.readNBytes(4 + 4 * rank), rank);
            long size = size(file, dimensions, most);
            byte[] values = in.readNBytes((int) size);
            // Reading past the end also makes gunzip check length and checksum.
            if (values.length != size || in.read() >= 0) {
                throw failure(
                        file,
                        "its header declares %d values, but it holds %s"
                                .formatted(size, values.length < size ? values.length : "more"));
            }
            return new Idx(dimensions, Bytes.of(values));
        } catch (IOException e) {
            throw new DatasetException(
                    "IDX_MALFORMED",
                    "'" + file + "' cannot be unpacked: " + e.getMessage(),
                    "get the file again",
                    e);
        }
    }

    private static List<Integer> header(String file, byte[] header, int rank) {
        ByteBuffer in = ByteBuffer.wrap(header);
        if (header.length < 4 + 4 * rank) {
            throw failure(file, "it ends inside its header");
        }
        int magic = in.getInt();
        if (magic != (UNSIGNED_BYTE << 8 | rank)) {
            throw failure(
                    file,
                    "it is no IDX file of unsigned bytes in %d dimension%s"
                            .formatted(rank, rank == 1 ? "" : "s"));
        }
        List<Integer> dimensions = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            dimensions.add(in.getInt());
        }
        return dimensions;
    }

    private static long size(String file, List<Integer> dimensions, long most) {
        long size = 1;
        for (int dimension : dimensions) {
            // At most 2^29 * 2^31, so nothing overflows.
            size *= dimension;
            if (dimension < 1 || size > LARGEST_BYTES) {
                throw failure(
                        file,
                        "its header declares %s values; 1 to %d are accepted"
                                .formatted(dimensions, LARGEST_BYTES));
            }
        }
        if (size > most) {
            throw failure(
                    file,
                    "its header declares %d values, more than the file can hold".formatted(size));
        }
        return size;
    }

    private static DatasetException failure(String file, String why) {
        return new DatasetException(
                "IDX_MALFORMED", "'" + file + "' cannot be read: " + why, "get the file again");
    }
}
