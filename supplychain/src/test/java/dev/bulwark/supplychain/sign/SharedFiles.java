package dev.bulwark.supplychain.sign;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the published vectors, which are not part of the repository. */
public final class SharedFiles {
    private SharedFiles() {}

    /**
     * {@code ../shared/data/supply/<name>} seen from the repository root; skips if it is absent.
     */
    public static Path supply(String name) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null) {
            Path found = folder.resolve("shared/data/supply").resolve(name);
            if (Files.exists(found)) {
                return found;
            }
            folder = folder.getParent();
        }
        assumeTrue(false, "SKIPPED: ../shared/data/supply/" + name + " is not there");
        throw new AssertionError("an assumption that fails does not return");
    }
}
