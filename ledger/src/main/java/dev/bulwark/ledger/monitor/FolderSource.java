package dev.bulwark.ledger.monitor;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.ledger.file.DurableFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A log in a folder.
 *
 * @param folder that holds {@code checkpoint} and {@code tile}
 */
public record FolderSource(Path folder) implements LogSource {
    @Override
    public Optional<byte[]> read(String path, int most) {
        try {
            return Optional.of(DurableFiles.read(folder.resolve(path), most));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new BulwarkException(
                    "LOG_UNREACHABLE",
                    "'%s' of the log in '%s' cannot be read (%s: %s)"
                            .formatted(path, folder, e.getClass().getSimpleName(), e.getMessage()),
                    "check that the folder is a log's and may be read",
                    e);
        }
    }

    @Override
    public String describe() {
        return folder.toString();
    }
}
