package dev.bulwark.dataset;

import dev.bulwark.dataset.read.DatasetException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that holds data, read once and whole.
 *
 * @param path relative to the project's folder, see {@link DataPath}
 * @param digest SHA-256 of {@code content}
 * @param content all of it
 */
public record DataFile(String path, Digest digest, Bytes content) {
    /** Larger data belongs to the table engines, which do not hold it in memory: 256 MiB. */
    public static final int LARGEST_BYTES = 256 << 20;

    public DataFile {
        DataPath.require(path);
    }

    /** The data file of this content. */
    public static DataFile of(String path, byte[] content) {
        return new DataFile(path, Digest.of(content), Bytes.of(content));
    }

    /**
     * Reads a file below {@code root} without following a link anywhere below it.
     *
     * @throws DatasetException if it is missing, no regular file, outside, or too large
     */
    public static DataFile read(Path root, String path) throws IOException {
        Path file = DataPath.resolve(root, path);
        long size = Files.size(file);
        if (size > LARGEST_BYTES) {
            throw new DatasetException(
                    "DATA_TOO_LARGE",
                    "'%s' has %d bytes, the limit is %d".formatted(path, size, LARGEST_BYTES),
                    "use a part of it");
        }
        return of(path, readExactly(file, path, (int) size));
    }

    private static byte[] readExactly(Path file, String path, int size) throws IOException {
        try (InputStream in =
                Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            // One byte more than the size tells whether the file grew under the reader.
            byte[] content = in.readNBytes(size + 1);
            if (content.length != size) {
                throw new DatasetException(
                        "DATA_CHANGED_WHILE_READ",
                        "'" + path + "' changed while it was read",
                        "let nothing write to it and run again");
            }
            return content;
        }
    }
}
