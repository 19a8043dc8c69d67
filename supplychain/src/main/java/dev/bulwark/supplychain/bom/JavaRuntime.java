package dev.bulwark.supplychain.bom;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/**
 * A JDK or a run-time image made from one.
 *
 * @param vendor as its {@code release} file says, or empty
 * @param version e.g. {@code 25.0.3+9-LTS}
 * @param image SHA-256 of {@code lib/modules}, which holds every class of it
 * @param licence if its legal texts are OpenJDK's
 */
public record JavaRuntime(
        String vendor, String version, Optional<Digest> image, Optional<Licence> licence) {
    private static final String OPENJDK = "GPL-2.0-only WITH Classpath-exception-2.0";

    public JavaRuntime {
        Objects.requireNonNull(vendor);
        Objects.requireNonNull(image);
        Objects.requireNonNull(licence);
        if (version.isEmpty()) {
            throw new IllegalArgumentException("a run-time image needs a version");
        }
    }

    /**
     * The one installed at {@code home}. Hashes its image, about 130 MB.
     *
     * @throws BulwarkException if there is none
     */
    public static JavaRuntime at(Path home) {
        Properties release = new Properties();
        try (Reader reader = Files.newBufferedReader(home.resolve("release"))) {
            release.load(reader);
            String version = unquoted(release, "JAVA_RUNTIME_VERSION", "JAVA_VERSION");
            return new JavaRuntime(
                    unquoted(release, "IMPLEMENTOR", "VENDOR"),
                    version.isEmpty() ? "unknown" : version,
                    image(home.resolve("lib/modules")),
                    licence(home.resolve("legal/java.base/LICENSE")));
        } catch (IOException e) {
            throw new BulwarkException(
                    "RUNTIME_UNREADABLE",
                    "no JDK can be read at '" + home + "': " + e.getMessage(),
                    "point JAVA_HOME to a complete JDK",
                    e);
        }
    }

    private static String unquoted(Properties release, String first, String second) {
        return release.getProperty(first, release.getProperty(second, "")).replace("\"", "");
    }

    private static Optional<Digest> image(Path modules) throws IOException {
        if (!Files.isRegularFile(modules)) {
            return Optional.empty();
        }
        try (InputStream content = Files.newInputStream(modules)) {
            return Optional.of(Digest.of(content));
        }
    }

    private static Optional<Licence> licence(Path text) throws IOException {
        boolean openJdk =
                Files.isRegularFile(text)
                        && Files.readString(text).contains("\"CLASSPATH\" EXCEPTION TO THE GPL");
        return openJdk ? Optional.of(Licence.expression(OPENJDK)) : Optional.empty();
    }

    /** The package URL. */
    public String purl() {
        return PackageUrl.generic("openjdk", version);
    }
}
