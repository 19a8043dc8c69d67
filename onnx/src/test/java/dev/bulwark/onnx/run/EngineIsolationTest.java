package dev.bulwark.onnx.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine computes: it talks to nobody and leaves nothing behind. */
class EngineIsolationTest {
    private static final long SECONDS = 120;

    @TempDir private Path folder;

    @Test
    void opensNoSocketAndLeavesNoFile() throws Exception {
        assumeThat(Path.of("/proc/self/fd"))
                .as("without /proc nobody says which sockets a process holds")
                .isDirectory();
        for (String name : List.of("home", "tmp", "work")) {
            Files.createDirectory(folder.resolve(name));
        }
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:-UsePerfData",
                        "-Djava.io.tmpdir=" + folder.resolve("tmp"),
                        "-Duser.home=" + folder.resolve("home"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ConfinedRun.class.getName());
        builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
        builder.environment().put("HOME", folder.resolve("home").toString());
        builder.environment().put("TMPDIR", folder.resolve("tmp").toString());
        Process process =
                builder.directory(folder.resolve("work").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("output").toFile())
                        .start();
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(folder.resolve("output"), StandardCharsets.UTF_8).strip())
                .isEqualTo("done");
        for (String name : List.of("home", "tmp", "work")) {
            assertThat(files(folder.resolve(name))).as(name).isEmpty();
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
