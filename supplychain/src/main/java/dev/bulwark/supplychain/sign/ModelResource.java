package dev.bulwark.supplychain.sign;

import dev.bulwark.kernel.Digest;
import java.util.Objects;

/**
 * One line of a signature: a file, or a range of one.
 *
 * @param name as it was signed: the path, or {@code path:start:end}
 * @param path relative to the model, with {@code /}; {@code .} for the model itself in signatures
 *     of older tools
 * @param start first byte, {@code >= 0}
 * @param end one past the last byte; {@link #TO_THE_END} for a whole file
 * @param digest SHA-256 of those bytes
 */
public record ModelResource(String name, String path, long start, long end, Digest digest) {
    /** The end of a resource that is a whole file, whatever its size. */
    public static final long TO_THE_END = Long.MAX_VALUE;

    public ModelResource {
        Objects.requireNonNull(name);
        Objects.requireNonNull(path);
        Objects.requireNonNull(digest);
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("no range from " + start + " to " + end);
        }
    }

    /** A whole file. */
    static ModelResource file(String path, Digest digest) {
        return new ModelResource(path, path, 0, TO_THE_END, digest);
    }

    /** The bytes from {@code start} to {@code end} of a file. */
    static ModelResource shard(String path, long start, long end, Digest digest) {
        return new ModelResource(path + ":" + start + ":" + end, path, start, end, digest);
    }
}
