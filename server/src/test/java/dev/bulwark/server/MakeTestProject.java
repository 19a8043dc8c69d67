package dev.bulwark.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Writes a project to try the server by hand: {@code MakeTestProject DIR}. */
final class MakeTestProject {
    private MakeTestProject() {}

    public static void main(String... arguments) throws IOException {
        TestProject.released(Path.of(arguments[0]), Duration.ofDays(30), Instant.now());
    }
}
