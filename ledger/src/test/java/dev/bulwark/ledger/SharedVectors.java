package dev.bulwark.ledger;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.merkle.TreeHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/** Finds the vectors under {@code shared/data/supply}; sources are named in its SOURCES.md. */
public final class SharedVectors {
    private SharedVectors() {}

    /** The folder, or a visibly skipped test where the vectors are not installed. */
    public static Path folder(String name) {
        Path from = Path.of("").toAbsolutePath();
        for (Path at = from; at != null; at = at.getParent()) {
            Path candidate = at.resolve("shared/data/supply").resolve(name);
            if (Files.exists(candidate)) {
                return candidate;
            }
        }
        assumeTrue(false, "SKIPPED: no shared/data/supply/" + name + " above " + from);
        throw new AssertionError("unreachable");
    }

    public static Json.Obj json(Path file) {
        return Json.parseObject(bytes(file));
    }

    public static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static TreeHash hash(String base64) {
        return TreeHash.of(Base64.getDecoder().decode(base64));
    }

    public static List<TreeHash> hashes(List<String> base64) {
        return base64.stream().map(SharedVectors::hash).toList();
    }
}
