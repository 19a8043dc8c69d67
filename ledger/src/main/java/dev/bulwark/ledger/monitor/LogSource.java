package dev.bulwark.ledger.monitor;

import java.util.Optional;

/**
 * Where the files of a tile log are read from. Nothing it gives is believed before it is verified.
 */
public interface LogSource {
    /**
     * A file of the log.
     *
     * @param path under the log's prefix, as {@code checkpoint} or {@code tile/0/000}
     * @param most how many bytes are read at most
     * @return its bytes, or empty if there is no such file
     * @throws dev.bulwark.kernel.BulwarkException if the log cannot be reached, or the file is
     *     larger
     */
    Optional<byte[]> read(String path, int most);

    /** For messages. */
    String describe();
}
