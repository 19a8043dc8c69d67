package dev.bulwark.supplychain.bom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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
     * What the POM beside {@code jar} says; empty unless folders, file and POM agree on the name. A
     * flat folder of jars and POMs, as a distribution has, is read too; there file and POM must
     * agree.
     */
    static Optional<Known> find(Path jar) throws IOException {
        return isInRepository(jar) ? inRepository(jar) : inFlatFolder(jar);
    }

    /** Where the folders name the artifact, a POM that contradicts them must not be believed. */
    private static boolean isInRepository(Path jar) {
        Path version = jar.getParent();
        Path artifact = version == null ? null : version.getParent();
        return version != null
                && artifact != null
                && String.valueOf(jar.getFileName())
                        .startsWith(artifact.getFileName() + "-" + version.getFileName());
    }

    private static Optional<Known> inFlatFolder(Path jar) throws IOException {
        String stem = String.valueOf(jar.getFileName()).replaceFirst("\\.jar$", "");
        // The POM of a jar with a classifier lacks it: parts of the name are cut from the right.
        for (int end = stem.length(); end > 0; end = stem.lastIndexOf('-', end - 1)) {
            Optional<PomFile> pom = read(jar.resolveSibling(stem.substring(0, end) + ".pom"));
            if (pom.isPresent()) {
                return flat(jar, pom.get(), stem, end);
            }
        }
        return Optional.empty();
    }

    private static Optional<Known> flat(Path jar, PomFile pom, String stem, int end)
            throws IOException {
        String prefix = pom.artifact() + "-";
        String name = stem.substring(0, end);
        if (pom.group().isEmpty() || !name.startsWith(prefix)) {
            return Optional.empty();
        }
        String classifier = end == stem.length() ? "" : stem.substring(end + 1);
        return Optional.of(
                new Known(
                        new MavenCoordinates(
                                pom.group(),
                                pom.artifact(),
                                name.substring(prefix.length()),
                                classifier),
                        licence(
                                parent ->
                                        jar.resolveSibling(
                                                parent.artifact()
                                                        + "-"
                                                        + parent.version()
                                                        + ".pom"),
                                pom),
                        pom.dependencies()));
    }

    private static Optional<Known> inRepository(Path jar) throws IOException {
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
        Path root = rootOf(groupFolder, pom.get().group());
        String classifier = stem.equals(prefix) ? "" : stem.substring(prefix.length() + 1);
        return Optional.of(
                new Known(
                        new MavenCoordinates(pom.get().group(), artifact, version, classifier),
                        licence(parent -> inRepository(root, parent), pom.get()),
                        pom.get().dependencies()));
    }

    private static Path rootOf(Path groupFolder, String group) {
        Path root = groupFolder;
        for (String _ : group.split("\\.", -1)) {
            root = root.getParent() == null ? root : root.getParent();
        }
        return root;
    }

    private static Path inRepository(Path root, MavenCoordinates module) {
        return root.resolve(module.group().replace('.', '/'))
                .resolve(module.artifact())
                .resolve(module.version())
                .resolve(module.artifact() + "-" + module.version() + ".pom");
    }

    private static boolean agrees(PomFile pom, String artifact, Path groupFolder) {
        Path group = Path.of(pom.group().replace('.', '/'));
        return pom.artifact().equals(artifact)
                && !pom.group().isEmpty()
                && groupFolder.endsWith(group);
    }

    /** The licence of the POM, or of the nearest above it that has one. */
    private static Optional<String> licence(Function<MavenCoordinates, Path> place, PomFile pom)
            throws IOException {
        Optional<PomFile> current = Optional.of(pom);
        for (int i = 0; i < MOST_ANCESTORS && current.isPresent(); i++) {
            PomFile one = current.get();
            if (one.licence().isPresent() || one.parent().isEmpty()) {
                return one.licence();
            }
            current = read(place.apply(one.parent().get()));
        }
        return Optional.empty();
    }

    private static Optional<PomFile> read(Path pom) throws IOException {
        return Files.isRegularFile(pom) && Files.size(pom) <= MOST_POM_BYTES
                ? PomFile.read(Files.readAllBytes(pom))
                : Optional.empty();
    }
}
