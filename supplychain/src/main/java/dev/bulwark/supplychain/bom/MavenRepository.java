package dev.bulwark.supplychain.bom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A jar's place in a local Maven repository, where its POM and the POMs above that one lie beside
 * it. Many jars, those of other build tools above all, say nothing of themselves.
 *
 * @see <a href="https://maven.apache.org/repositories/layout.html">Maven repository layout</a>
 */
final class MavenRepository {
    /** Deeper families of POMs are loops. */
    private static final int MOST_ANCESTORS = 16;

    private static final long MOST_POM_BYTES = 1 << 20;

    private MavenRepository() {}

    /** What a repository knows of a jar. */
    record Known(
            MavenCoordinates coordinates, Optional<String> licence, List<String> dependencies) {
        Known {
            dependencies = List.copyOf(dependencies);
        }
    }

    /**
     * What the POM beside {@code jar} says; empty unless folders, file and POM agree on the name.
     */
    static Optional<Known> find(Path jar) throws IOException {
        Path versionFolder = jar.getParent();
        Path artifactFolder = versionFolder == null ? null : versionFolder.getParent();
        Path groupFolder = artifactFolder == null ? null : artifactFolder.getParent();
        if (versionFolder == null || artifactFolder == null || groupFolder == null) {
            return Optional.empty();
        }
        String artifact = String.valueOf(artifactFolder.getFileName());
        String version = String.valueOf(versionFolder.getFileName());
        String stem = String.valueOf(jar.getFileName()).replaceFirst("\\.jar$", "");
        String prefix = artifact + "-" + version;
        if (!stem.equals(prefix) && !stem.startsWith(prefix + "-")) {
            return Optional.empty();
        }
        Optional<PomFile> pom = read(versionFolder.resolve(prefix + ".pom"));
        if (pom.isEmpty() || !agrees(pom.get(), artifact, groupFolder)) {
            return Optional.empty();
        }
        Path root = groupFolder;
        for (String _ : pom.get().group().split("\\.", -1)) {
            root = root.getParent() == null ? root : root.getParent();
        }
        String classifier = stem.equals(prefix) ? "" : stem.substring(prefix.length() + 1);
        return Optional.of(
                new Known(
                        new MavenCoordinates(pom.get().group(), artifact, version, classifier),
                        licence(root, pom.get()),
                        pom.get().dependencies()));
    }

    private static boolean agrees(PomFile pom, String artifact, Path groupFolder) {
        Path group = Path.of(pom.group().replace('.', '/'));
        return pom.artifact().equals(artifact)
                && !pom.group().isEmpty()
                && groupFolder.endsWith(group);
    }

    /** The licence of the POM, or of the nearest above it that has one. */
    private static Optional<String> licence(Path root, PomFile pom) throws IOException {
        Optional<PomFile> current = Optional.of(pom);
        for (int i = 0; i < MOST_ANCESTORS && current.isPresent(); i++) {
            PomFile one = current.get();
            if (one.licence().isPresent() || one.parent().isEmpty()) {
                return one.licence();
            }
            MavenCoordinates parent = one.parent().get();
            current =
                    read(
                            root.resolve(parent.group().replace('.', '/'))
                                    .resolve(parent.artifact())
                                    .resolve(parent.version())
                                    .resolve(parent.artifact() + "-" + parent.version() + ".pom"));
        }
        return Optional.empty();
    }

    private static Optional<PomFile> read(Path pom) throws IOException {
        return Files.isRegularFile(pom) && Files.size(pom) <= MOST_POM_BYTES
                ? PomFile.read(Files.readAllBytes(pom))
                : Optional.empty();
    }
}
