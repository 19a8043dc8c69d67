package dev.bulwark.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerFoldersTest {
    @TempDir Path project;

    @Test
    void clearsWhatAKilledServerLeftBehind() throws IOException {
        Path run = project.resolve("run");
        Path leftover = Files.createDirectories(run.resolve("child-1").resolve("native"));
        Files.writeString(leftover.resolve("library.so"), "x");
        Path other = Files.createDirectories(run.resolve("kept"));

        try (WorkerFolders folders = WorkerFolders.in(run)) {
            assertThat(folders.folder()).isEqualTo(run);
            assertThat(run.resolve("child-1")).doesNotExist();
            assertThat(other).exists();
        }
    }
}
