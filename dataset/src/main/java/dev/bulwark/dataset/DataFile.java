package dev.bulwark.dataset;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A file of a data set, read once.
 *
 * @param path relative to the project's folder, {@code /} between names
 * @param digest SHA-256 of {@code content}
 * @param content all of it
 */
public record DataFile(String path, Digest digest, Bytes content) {
    /** Larger data belongs to the table engines, which do not hold it in memory. */
    public static final int LARGEST_BYTES = 512 << 20;

    /**
     * Reads a file below {@code root}, following no symbolic link at its end and none that leads
     * out.
     *
     * @throws DatasetException if it is missing, no regular file, outside, or too large
     */
    public static DataFile read(Path root, String path) throws IOException {
        Path file = resolve(root, path);
        long size = Files.size(file);
        if (size > LARGEST_BYTES) {
            throw new DatasetException(
                    "DATA_TOO_LARGE",
                    "'%s' has %d bytes, the limit is %d".formatted(path, size, LARGEST_BYTES),
                    "train on a part of it");
        }
        // One byte more than the size tells whether the file grew under the reader.
        try (InputStream in =
                Channels.newInputStream(
                        Files.newByteChannel(
                                file,
                                Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)))) {
            byte[] content = in.readNBytes(Math.toIntExact(size) + 1);
            if (content.length != size) {
                throw new DatasetException(
                        "DATA_CHANGED_WHILE_READ",
                        "'" + path + "' changed while it was read",
                        "let nothing write to it and run again");
            }
            return new DataFile(path, Digest.of(content), Bytes.of(content));
        }
    }

    private static Path resolve(Path root, String path) throws IOException {
        Path file = root.resolve(path).normalize();
        if (!file.startsWith(root.normalize())) {
            throw outside(path);
        }
        try {
            Path parent = file.toRealPath().getParent();
            if (parent == null || !parent.startsWith(root.toRealPath())) {
                throw outside(path);
            }
        } catch (NoSuchFileException e) {
            throw new DatasetException(
                    "DATA_MISSING",
                    "there is no file '" + path + "'",
                    "restore it, or correct its path under 'data' in bulwark.yaml",
                    e);
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new DatasetException(
                    "DATA_NO_FILE",
                    "'" + path + "' is no regular file",
                    "name the file itself, not a folder or link");
        }
        return file;
    }

    private static DatasetException outside(String path) {
        return new DatasetException(
                "DATA_OUTSIDE",
                "'" + path + "' lies outside the project's folder",
                "put the data beside bulwark.yaml");
    }
}
