package dev.bulwark.supplychain.bom;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The software that a process runs on: every jar and class folder of its class path, and the JDK.
 * Read from the files themselves, so that it tells what ran and not what a build meant to run.
 *
 * @param components sorted by package URL and digest, each once
 * @param runtime the JDK, if it is to be described
 */
public record RuntimeInventory(List<SoftwareComponent> components, Optional<JavaRuntime> runtime) {
    /** More entries than any class path has; a cycle of manifests ends far earlier. */
    private static final int MOST_ENTRIES = 10_000;

    public RuntimeInventory {
        components = List.copyOf(components);
    }

    /** Of the process that runs this: its class path and its JDK. Reads every jar once. */
    public static RuntimeInventory ofThisProcess() {
        return ofClassPath(System.getProperty("java.class.path", ""))
                .with(JavaRuntime.at(Path.of(System.getProperty("java.home", ""))));
    }

    /** Of a class path as the {@code java} launcher takes it; what is not there is left out. */
    public static RuntimeInventory ofClassPath(String classPath) {
        List<Path> entries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            if (entry.endsWith("*")) {
                entries.addAll(jars(Path.of(entry.substring(0, entry.length() - 1))));
            } else if (!entry.isEmpty()) {
                entries.add(Path.of(entry));
            }
        }
        return of(entries);
    }

    /** Of every jar in {@code folder}, as a distribution lays them out. */
    public static RuntimeInventory ofFolder(Path folder) {
        return of(jars(folder));
    }

    /** Of these jars and class folders, and what the jars' manifests add to the class path. */
    public static RuntimeInventory of(List<Path> entries) {
        Map<String, SoftwareComponent> found = new TreeMap<>();
        Set<Path> seen = new HashSet<>();
        Deque<Path> open = new ArrayDeque<>(entries);
        while (!open.isEmpty()) {
            Path entry = open.removeFirst().toAbsolutePath().normalize();
            if (!seen.add(entry) || !Files.exists(entry)) {
                continue;
            }
            if (seen.size() > MOST_ENTRIES) {
                throw new BulwarkException(
                        "CLASS_PATH_TOO_LONG",
                        "the class path has more than " + MOST_ENTRIES + " entries",
                        "describe the distribution's lib folder instead");
            }
            if (Files.isDirectory(entry)) {
                folder(entry).ifPresent(component -> add(found, component));
            } else {
                JarReader.Jar jar = JarReader.read(entry);
                // A jar of nothing but a class path is how runners pass a long one: not software.
                if (jar.holdsClasses() || jar.classPath().isEmpty()) {
                    add(found, jar.component());
                }
                jar.classPath().forEach(other -> resolve(entry, other).ifPresent(open::addLast));
            }
        }
        return new RuntimeInventory(List.copyOf(found.values()), Optional.empty());
    }

    /** This inventory on {@code runtime}. */
    public RuntimeInventory with(JavaRuntime runtime) {
        return new RuntimeInventory(components, Optional.of(runtime));
    }

    private static void add(Map<String, SoftwareComponent> found, SoftwareComponent component) {
        found.put(component.coordinates().purl() + " " + component.digest().hex(), component);
    }

    private static List<Path> jars(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static Optional<Path> resolve(Path jar, String other) {
        try {
            URI uri = jar.toUri().resolve(other);
            return "file".equals(uri.getScheme()) ? Optional.of(Path.of(uri)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            // The launcher ignores what is no address of a file, so it was not on the class path.
            return Optional.empty();
        }
    }

    /** Classes outside a jar: named after the folder above {@code target} in a build tree. */
    private static Optional<SoftwareComponent> folder(Path folder) {
        MessageDigest list = Digest.sha256();
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> files =
                    walk.filter(Files::isRegularFile)
                            .sorted(Comparator.comparing(file -> relative(folder, file)))
                            .toList();
            if (files.isEmpty()) {
                return Optional.empty();
            }
            for (Path file : files) {
                try (InputStream content = Files.newInputStream(file)) {
                    String line = Digest.of(content).hex() + "  " + relative(folder, file) + "\n";
                    list.update(line.getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
        return Optional.of(
                new SoftwareComponent(
                        new MavenCoordinates("", folderName(folder), "", ""),
                        SoftwareComponent.Kind.FOLDER,
                        Digest.ofRaw(list.digest()),
                        Optional.empty(),
                        Optional.empty(),
                        List.of()));
    }

    private static String folderName(Path folder) {
        Path parent = folder.getParent();
        Path module = parent == null ? null : parent.getParent();
        boolean built = parent != null && parent.endsWith("target");
        Path last = folder.getFileName();
        String own = last == null ? "classes" : last.toString();
        return built && module != null && module.getFileName() != null
                ? module.getFileName() + "-" + own
                : own;
    }

    private static String relative(Path folder, Path file) {
        return folder.relativize(file).toString().replace(File.separatorChar, '/');
    }

    private static BulwarkException unreadable(Path folder, IOException e) {
        return new BulwarkException(
                "CLASS_PATH_UNREADABLE",
                "the folder '" + folder + "' cannot be read: " + e.getMessage(),
                "give a folder that exists, and permission to read it",
                e);
    }
}
