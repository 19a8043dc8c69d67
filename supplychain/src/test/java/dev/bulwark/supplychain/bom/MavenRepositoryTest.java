package dev.bulwark.supplychain.bom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MavenRepositoryTest {
    private static final String PARENT = "<parent><groupId>org.acme</groupId>%s</parent>";

    @TempDir Path repository;

    private Path put(String group, String artifact, String version, String pom) throws IOException {
        Path folder =
                Files.createDirectories(
                        repository.resolve(
                                group.replace('.', '/') + "/" + artifact + "/" + version));
        String name = artifact + "-" + version;
        Files.writeString(folder.resolve(name + ".pom"), "<project>" + pom + "</project>");
        Path jar = folder.resolve(name + "-linux.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("A.class"));
            zip.closeEntry();
        }
        return jar;
    }

    private static SoftwareComponent read(Path jar) {
        return RuntimeInventory.of(List.of(jar)).components().getFirst();
    }

    @Test
    void aSilentJarIsKnownByThePomBesideItAndTheLicenceOfTheOneAbove() throws IOException {
        put(
                "org.acme",
                "above",
                "3",
                "<artifactId>above</artifactId><licenses><license>"
                        + "<url>https://opensource.org/licenses/MIT</url></license></licenses>");
        Path jar =
                put(
                        "org.acme.sub",
                        "silent",
                        "1.0",
                        PARENT.formatted("<artifactId>above</artifactId><version>3</version>")
                                + "<groupId>org.acme.sub</groupId><artifactId>silent</artifactId>");
        SoftwareComponent found = read(jar);
        assertThat(found.coordinates())
                .isEqualTo(new MavenCoordinates("org.acme.sub", "silent", "1.0", "linux"));
        assertThat(found.licence()).contains(Licence.declared("MIT"));
        assertThat(found.dependencies()).contains(List.of());
    }

    @Test
    void inAFlatFolderThePomBesideAJarSaysWhoItIs() throws IOException {
        Path jar =
                put(
                        "org.acme",
                        "silent",
                        "1.0",
                        PARENT.formatted("<artifactId>above</artifactId><version>3</version>")
                                + "<groupId>org.acme</groupId><artifactId>silent</artifactId>");
        Path flat = Files.createDirectory(repository.resolve("lib"));
        Files.copy(jar.resolveSibling("silent-1.0.pom"), flat.resolve("silent-1.0.pom"));
        Files.writeString(
                flat.resolve("above-3.pom"),
                "<project><artifactId>above</artifactId><licenses><license>"
                        + "<url>https://opensource.org/licenses/MIT</url></license></licenses>"
                        + "</project>");
        SoftwareComponent found = read(Files.copy(jar, flat.resolve("silent-1.0-linux.jar")));
        assertThat(found.coordinates())
                .isEqualTo(new MavenCoordinates("org.acme", "silent", "1.0", "linux"));
        assertThat(found.licence()).contains(Licence.declared("MIT"));
        Path other = Files.copy(jar, flat.resolve("loud-1.0.jar"));
        assertThat(read(other).coordinates().isIdentified()).isFalse();
    }

    @Test
    void aPomOfAnotherNameSaysNothing() throws IOException {
        for (String pom :
                List.of(
                        "<groupId>org.acme</groupId><artifactId>other</artifactId>",
                        "<groupId>org.evil</groupId><artifactId>silent</artifactId>",
                        "<artifactId>silent</artifactId>",
                        "<")) {
            SoftwareComponent found = read(put("org.acme", "silent", "1.0", pom));
            assertThat(found.coordinates().isIdentified()).as(pom).isFalse();
            assertThat(found.licence()).isEmpty();
        }
    }

    @Test
    void aParentThatLeadsElsewhereOrToItselfEnds() throws IOException {
        String own = "<groupId>org.acme</groupId><artifactId>silent</artifactId>";
        for (String parent :
                List.of(
                        "<artifactId>../../x</artifactId><version>1</version>",
                        "<artifactId>silent</artifactId><version>..</version>",
                        "<artifactId>silent</artifactId><version>1.0</version>",
                        "<artifactId>absent</artifactId><version>1</version>")) {
            Path jar = put("org.acme", "silent", "1.0", PARENT.formatted(parent) + own);
            assertThat(read(jar).coordinates().group()).isEqualTo("org.acme");
            assertThat(read(jar).licence()).isEmpty();
        }
    }
}
