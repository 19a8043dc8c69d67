package dev.bulwark.supplychain.sign;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which paths of a model's folder are left out: exact relative paths, each with its subtree. There
 * are no patterns, for what a pattern covers changes with the files an attacker adds.
 */
final class IgnoreRules {
    /** What version control leaves in a model's folder; at its top only. */
    static final Set<String> VERSION_CONTROL =
            Set.of(".git", ".gitattributes", ".github", ".gitignore");

    private static final String SEPARATOR = FileSystems.getDefault().getSeparator();

    private final SortedSet<String> paths;

    private IgnoreRules(SortedSet<String> paths) {
        this.paths = paths;
    }

    /** The version control paths and {@code more}, each of which must be a valid relative path. */
    static IgnoreRules withDefaults(Collection<String> more) {
        SortedSet<String> paths = new TreeSet<>(ResourcePath.CODE_POINT_ORDER);
        paths.addAll(VERSION_CONTROL);
        for (String path : more) {
            ResourcePath.check(path);
            paths.add(path);
        }
        return new IgnoreRules(paths);
    }

    /** Where {@code file} lies within the folder {@code model}; empty if it lies elsewhere. */
    static Optional<String> within(Path model, Path file) {
        Path name = file.getFileName();
        Path parent = file.toAbsolutePath().getParent();
        if (name == null || parent == null || !Files.isDirectory(parent)) {
            return Optional.empty();
        }
        try {
            Path root = model.toRealPath();
            Path real = parent.toRealPath().resolve(name);
            return Files.isDirectory(root) && real.startsWith(root)
                    ? Optional.of(root.relativize(real).toString().replace(SEPARATOR, "/"))
                    : Optional.empty();
        } catch (IOException e) {
            throw new RefusedException(
                    Refusal.MODEL_UNREADABLE, "model '" + model + "' cannot be read: " + e, e);
        }
    }

    /** Whether {@code path} or a folder above it is left out. */
    boolean covers(String path) {
        for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
            if (paths.contains(path.substring(0, end))) {
                return true;
            }
        }
        return paths.contains(path);
    }

    /** The paths, in code point order. */
    Collection<String> paths() {
        return Collections.unmodifiableSortedSet(paths);
    }
}
