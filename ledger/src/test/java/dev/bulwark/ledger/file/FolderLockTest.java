package dev.bulwark.ledger.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    @TempDir private Path folder;

    @Test
    void isHeldByOneUntilItIsGivenBack() throws IOException {
        Path file = folder.resolve("lock");
        try (FolderLock lock = FolderLock.tryAcquire(file).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat(FolderLock.tryAcquire(file)).isEmpty();
            assertThat(FolderLock.tryAcquire(file)).isEmpty();
        }
        try (FolderLock lock = FolderLock.tryAcquire(file).orElseThrow()) {
            assertThat(lock).isNotNull();
        }
    }

    @Test
    void isNotHeldWhereTheFileCannotBeMade() {
        assertThatThrownBy(() -> FolderLock.tryAcquire(folder.resolve("no/folder/lock")))
                .isInstanceOf(IOException.class);
    }
}
