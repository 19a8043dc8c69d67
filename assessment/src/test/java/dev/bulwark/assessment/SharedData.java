package dev.bulwark.assessment;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reference data beside the repository; tests that need them are skipped where they are absent. */
public final class SharedData {
    private SharedData() {}

    /** The file, or the test is skipped with a message that names it. */
    public static Path file(String name) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null) {
            Path file = folder.resolveSibling("shared").resolve("data").resolve(name);
            if (Files.exists(file)) {
                return file;
            }
            folder = folder.getParent();
        }
        assumeTrue(false, "SKIPPED: ../shared/data/" + name + " is absent");
        throw new AssertionError("unreachable");
    }

    /** The lines of a text file. */
    public static List<String> lines(String name) {
        try {
            return Files.readAllLines(file(name));
        } catch (IOException e) {
            throw new AssertionError("cannot read " + name, e);
        }
    }
}
