package dev.bulwark.supplychain.bom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeInventoryTest {
    private static final String POM =
            """
            <project>
              <parent><groupId>org.acme</groupId></parent>
              <licenses><license><name>MIT License</name></license></licenses>
              <dependencies>
                <dependency><groupId>org.b</groupId><artifactId>b</artifactId></dependency>
                <dependency><groupId>${project.groupId}</groupId><artifactId>own</artifactId>
                  <scope>runtime</scope></dependency>
                <dependency><groupId>org.t</groupId><artifactId>t</artifactId>
                  <scope>test</scope></dependency>
                <dependency><groupId>org.o</groupId><artifactId>o</artifactId>
                  <optional>true</optional></dependency>
              </dependencies>
            </project>
            """;

    @TempDir Path lib;

    private Path jar(String name, Map<String, String> entries) throws IOException {
        Path file = lib.resolve(name);
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return file;
    }

    private static String properties(String group, String artifact, String version) {
        return "groupId=%s\nartifactId=%s\nversion=%s\n".formatted(group, artifact, version);
    }

    @Test
    void aJarIsKnownByItsOwnPom() throws IOException {
        Path file =
                jar(
                        "acme-1.0-linux.jar",
                        Map.of(
                                "META-INF/maven/org.acme/acme/pom.properties",
                                properties("org.acme", "acme", "1.0"),
                                "META-INF/maven/org.acme/acme/pom.xml",
                                POM,
                                "META-INF/maven/org.in/inner/pom.properties",
                                properties("org.in", "inner", "7")));
        SoftwareComponent found = RuntimeInventory.ofFolder(lib).components().getFirst();
        assertThat(found.coordinates())
                .isEqualTo(new MavenCoordinates("org.acme", "acme", "1.0", "linux"));
        assertThat(found.digest()).isEqualTo(Digest.of(Files.readAllBytes(file)));
        assertThat(found.licence()).contains(Licence.declared("MIT"));
        assertThat(found.dependencies()).contains(List.of("org.acme:own", "org.b:b"));
        assertThat(found.bundled())
                .containsExactly(new MavenCoordinates("org.in", "inner", "7", ""));
    }

    @Test
    void aJarWithoutAPomIsKnownByItsFileName() throws IOException {
        jar("plain-lib-2.3.jar", Map.of("a.class", ""));
        jar(
                "named.jar",
                Map.of(
                        "META-INF/MANIFEST.MF",
                        """
                        Manifest-Version: 1.0
                        Implementation-Version: 4
                        Bundle-License: "Apache-2.0";link="https://example.org"
                        """,
                        "b.class",
                        ""));
        List<SoftwareComponent> found = RuntimeInventory.ofFolder(lib).components();
        assertThat(found)
                .extracting(component -> component.coordinates().purl())
                .containsExactly("pkg:generic/named@4", "pkg:generic/plain-lib@2.3");
        assertThat(found.getFirst().licence()).contains(Licence.declared("Apache-2.0"));
        assertThat(found.getLast().licence()).isEmpty();
        assertThat(found.getLast().dependencies()).isEmpty();
    }

    @Test
    void theClassPathOfAManifestIsFollowedOnce() throws IOException {
        jar("real-1.jar", Map.of("a.class", ""));
        jar("loop-1.jar", Map.of("b.class", "", "META-INF/MANIFEST.MF", manifest("booter.jar")));
        Path booter =
                jar(
                        "booter.jar",
                        Map.of(
                                "META-INF/MANIFEST.MF",
                                manifest(
                                        "real-1.jar loop-1.jar absent.jar https://example.org/x")));
        assertThat(RuntimeInventory.of(List.of(booter)).components())
                .extracting(component -> component.coordinates().artifact())
                .containsExactly("loop", "real");
    }

    private static String manifest(String classPath) {
        return "Manifest-Version: 1.0\nClass-Path: " + classPath + "\n";
    }

    @Test
    void aFolderOfClassesIsNamedAfterItsModuleAndChangesWithItsFiles() throws IOException {
        Path classes = Files.createDirectories(lib.resolve("credit/target/classes/p"));
        Files.writeString(classes.resolve("A.class"), "one");
        Path root = lib.resolve("credit/target/classes");
        String classPath = root + File.pathSeparator + lib.resolve("absent.jar");
        SoftwareComponent before = RuntimeInventory.ofClassPath(classPath).components().getFirst();
        assertThat(before.coordinates().artifact()).isEqualTo("credit-classes");
        assertThat(before.kind()).isEqualTo(SoftwareComponent.Kind.FOLDER);
        Files.writeString(classes.resolve("A.class"), "two");
        assertThat(RuntimeInventory.ofClassPath(classPath).components().getFirst().digest())
                .isNotEqualTo(before.digest());
    }

    @Test
    void aPomThatReadsFilesOrExpandsWithoutEndIsNotBelieved() throws IOException {
        String hostile =
                """
                <!DOCTYPE project [<!ENTITY x SYSTEM "file:///etc/passwd">]>
                <project><licenses><license><name>&x;</name></license></licenses></project>
                """;
        assertThat(PomFile.read(hostile.getBytes(StandardCharsets.UTF_8))).isEmpty();
        assertThat(PomFile.read(new byte[0])).isEmpty();
        byte[] pom = POM.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < pom.length - 12; length++) {
            assertThat(PomFile.read(Arrays.copyOf(pom, length))).isEmpty();
        }
    }

    @Test
    void aBrokenOrOversizedJarIsNamed() throws IOException {
        Path broken = Files.writeString(lib.resolve("broken-1.jar"), "not a jar");
        assertThatThrownBy(() -> RuntimeInventory.of(List.of(broken)))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("broken-1.jar");
        Files.delete(broken);
        jar("huge-1.jar", Map.of("META-INF/LICENSE", "x".repeat((1 << 20) + 1)));
        assertThatThrownBy(() -> RuntimeInventory.ofFolder(lib))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("larger than");
    }

    @Test
    void aTruncatedJarNeverEscapesItsError() throws IOException {
        Path whole =
                jar(
                        "t-1.jar",
                        Map.of("META-INF/maven/g/t/pom.properties", properties("g", "t", "1")));
        byte[] bytes = Files.readAllBytes(whole);
        for (int length = 0; length < bytes.length; length++) {
            Path cut = Files.write(whole, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> RuntimeInventory.of(List.of(cut)))
                    .isInstanceOf(BulwarkException.class);
        }
    }

    @Test
    void thisProcessIsDescribedValidlyAndTheSameTwice() {
        RuntimeInventory one = RuntimeInventory.ofThisProcess();
        RuntimeInventory two = RuntimeInventory.ofThisProcess();
        assertThat(one).isEqualTo(two);
        assertThat(one.components())
                .extracting(component -> component.coordinates().artifact())
                .contains("assertj-core", "jspecify", "supplychain-classes");
        JavaRuntime runtime = one.runtime().orElseThrow();
        assertThat(runtime.version()).startsWith("25.");
        assertThat(runtime.image()).isNotEqualTo(Optional.empty());
        BomInput least = BomInputs.least();
        Bom bom =
                BillOfMaterials.describe(
                        new BomInput(
                                least.model(),
                                List.of(BomInputs.data()),
                                one,
                                List.of(),
                                Considerations.NONE,
                                List.of(),
                                1,
                                Optional.empty()));
        assertThat(
                        OfficialSchemas.cycloneDx(
                                new String(bom.bytes().toArray(), StandardCharsets.UTF_8)))
                .isEmpty();
        assertThat(bom.completeness().withHash()).isGreaterThan(10);
        assertThat(new String(bom.bytes().toArray(), StandardCharsets.UTF_8))
                .as("no path of this machine")
                .doesNotContain(System.getProperty("user.home"))
                .doesNotContain(System.getProperty("user.dir"));
    }
}
