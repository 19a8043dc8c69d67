package dev.bulwark.ledger.store;

import dev.bulwark.kernel.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;

class FolderPayloadsTest extends PayloadStoreContract {
    @TempDir private Path folder;

    @Override
    protected PayloadStore store() {
        return new FolderPayloads(folder);
    }

    @Override
    protected void put(String name, Bytes content) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.write(file, content.toArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
