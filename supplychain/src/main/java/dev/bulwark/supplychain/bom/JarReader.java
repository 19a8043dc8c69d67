package dev.bulwark.supplychain.bom;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads what a jar says of itself and what lies beside it: Maven's own files first, then those of a
 * local repository, then the manifest, a licence text, and the file's name.
 */
final class JarReader {
    /** POMs and licence texts are a few KiB; a larger one is not read. */
    private static final int MOST_METADATA_BYTES = 1 << 20;

    private static final Pattern POM_PROPERTIES =
            Pattern.compile("META-INF/maven/[^/]+/[^/]+/pom\\.properties");
    private static final Pattern LICENCE_TEXT =
            Pattern.compile("(META-INF/)?(LICENSE|LICENCE)(\\.txt|\\.md)?");

    /** {@code name-1.2.3-classifier.jar}; a version starts with a digit. */
    private static final Pattern FILE_NAME = Pattern.compile("(.+?)-([0-9][^/]*)");

    private final String fileName;
    private final Map<String, MavenCoordinates> artifacts = new TreeMap<>();
    private final Map<String, PomFile> poms = new TreeMap<>();
    private final List<String> licenceTexts = new ArrayList<>();
    private Attributes manifest = new Attributes();
    private boolean holdsClasses;

    private JarReader(String fileName) {
        this.fileName = fileName;
    }

    /**
     * A jar.
     *
     * @param holdsClasses whether it has any, or only points at others
     * @param classPath the {@code Class-Path} of its manifest
     */
    record Jar(SoftwareComponent component, boolean holdsClasses, List<String> classPath) {}

    /**
     * Reads the jar at {@code path}.
     *
     * @throws BulwarkException if it cannot be read
     */
    static Jar read(Path path) {
        JarReader reader = new JarReader(String.valueOf(path.getFileName()));
        try (ZipFile zip = new ZipFile(path.toFile());
                InputStream whole = Files.newInputStream(path)) {
            Digest digest = Digest.of(whole);
            for (ZipEntry entry : Collections.list(zip.entries())) {
                reader.read(zip, entry);
            }
            return new Jar(
                    reader.component(digest, MavenRepository.find(path)),
                    reader.holdsClasses,
                    reader.classPath());
        } catch (IOException e) {
            throw new BulwarkException(
                    "JAR_UNREADABLE",
                    "the jar '" + path + "' cannot be read: " + e.getMessage(),
                    "build or download it again",
                    e);
        }
    }

    private void read(ZipFile zip, ZipEntry entry) throws IOException {
        String name = entry.getName();
        holdsClasses |= name.endsWith(".class");
        if (name.equals("META-INF/MANIFEST.MF")) {
            manifest =
                    new Manifest(new ByteArrayInputStream(content(zip, entry))).getMainAttributes();
        } else if (POM_PROPERTIES.matcher(name).matches()) {
            readArtifact(zip, entry);
        } else if (LICENCE_TEXT.matcher(name).matches()) {
            licenceTexts.add(new String(content(zip, entry), StandardCharsets.UTF_8));
        }
    }

    private void readArtifact(ZipFile zip, ZipEntry entry) throws IOException {
        Properties properties = new Properties();
        properties.load(
                new InputStreamReader(
                        new ByteArrayInputStream(content(zip, entry)), StandardCharsets.UTF_8));
        String group = properties.getProperty("groupId", "");
        String artifact = properties.getProperty("artifactId", "");
        if (artifact.isEmpty()) {
            return;
        }
        MavenCoordinates found =
                new MavenCoordinates(group, artifact, properties.getProperty("version", ""), "");
        artifacts.put(found.module(), found);
        String pom = entry.getName().replace("pom.properties", "pom.xml");
        ZipEntry pomEntry = zip.getEntry(pom);
        if (pomEntry != null) {
            PomFile.read(content(zip, pomEntry)).ifPresent(p -> poms.put(found.module(), p));
        }
    }

    private static byte[] content(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream stream = zip.getInputStream(entry)) {
            byte[] content = stream.readNBytes(MOST_METADATA_BYTES + 1);
            if (content.length > MOST_METADATA_BYTES) {
                throw new IOException(
                        "'%s' is larger than %d bytes"
                                .formatted(entry.getName(), MOST_METADATA_BYTES));
            }
            return content;
        }
    }

    private SoftwareComponent component(Digest digest, Optional<MavenRepository.Known> known) {
        MavenCoordinates named = own();
        MavenCoordinates own =
                named.isIdentified()
                        ? named
                        : known.map(MavenRepository.Known::coordinates).orElse(named);
        Optional<PomFile> pom = Optional.ofNullable(poms.get(own.module()));
        Optional<List<String>> dependencies = pom.map(PomFile::dependencies);
        return new SoftwareComponent(
                own,
                SoftwareComponent.Kind.JAR,
                digest,
                licence(pom, known.flatMap(MavenRepository.Known::licence)),
                dependencies.or(() -> known.map(MavenRepository.Known::dependencies)),
                artifacts.values().stream()
                        .filter(other -> !other.module().equals(own.module()))
                        .toList());
    }

    /** The artifact the file is named after: the others were copied into it. */
    private MavenCoordinates own() {
        String stem = fileName.replaceFirst("\\.jar$", "");
        MavenCoordinates best = null;
        for (MavenCoordinates artifact : artifacts.values()) {
            String prefix = artifact.artifact() + "-" + artifact.version();
            boolean named = stem.equals(prefix) || stem.startsWith(prefix + "-");
            if (named
                    && (best == null || best.artifact().length() < artifact.artifact().length())) {
                String rest = stem.substring(prefix.length());
                String classifier = rest.isEmpty() ? "" : rest.substring(1);
                best =
                        new MavenCoordinates(
                                artifact.group(),
                                artifact.artifact(),
                                artifact.version(),
                                classifier);
            }
        }
        if (best != null) {
            return best;
        }
        return artifacts.size() == 1 ? artifacts.values().iterator().next() : fromName(stem);
    }

    private MavenCoordinates fromName(String stem) {
        Matcher parts = FILE_NAME.matcher(stem);
        String version = value(Attributes.Name.IMPLEMENTATION_VERSION);
        if (parts.matches()) {
            return new MavenCoordinates("", parts.group(1), parts.group(2), "");
        }
        return new MavenCoordinates("", stem.isEmpty() ? "unnamed" : stem, version, "");
    }

    private Optional<Licence> licence(Optional<PomFile> pom, Optional<String> repository) {
        Optional<Licence> declared =
                pom.flatMap(PomFile::licence).or(() -> repository).map(Licence::declared);
        if (declared.isPresent()) {
            return declared;
        }
        // OSGi Core §3.2.1.11: addresses or names, each with attributes after a semicolon.
        String bundle = value(new Attributes.Name("Bundle-License")).split("[;,]", -1)[0];
        if (!bundle.isBlank()) {
            return Optional.of(Licence.declared(bundle.replace("\"", "")));
        }
        return licenceTexts.stream()
                .flatMap(text -> LicenceText.recognise(text).stream())
                .findFirst();
    }

    private List<String> classPath() {
        String value = value(Attributes.Name.CLASS_PATH);
        return value.isBlank() ? List.of() : List.of(value.strip().split("\\s+", -1));
    }

    private String value(Attributes.Name name) {
        String value = manifest.getValue(name);
        return value == null ? "" : value.strip();
    }
}
