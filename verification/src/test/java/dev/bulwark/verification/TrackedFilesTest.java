package dev.bulwark.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is published speaks of nobody's machine, holds no key, and promises nothing for later. */
class TrackedFilesTest {
    private static final long LARGEST_TEXT = 1 << 20;
    private static final long GIT_SECONDS = 30;
    private static final Set<String> BINARY =
            Set.of("gz", "onnx", "png", "p12", "jar", "ico", "woff2", "pb");

    /** This file has to name what it refuses. */
    private static final String THIS = "TrackedFilesTest.java";

    private static final Pattern MACHINE_PATH =
            Pattern.compile(
                    "(?<![\\w.}/:-])/(?:work|root|home/\\w+|Users/\\w+)/|[A-Z]:\\\\Users\\\\");
    private static final Pattern PRIVATE_HOST =
            Pattern.compile(
                    "\\b[\\w-]+(?:\\.[\\w-]+)*\\.(?:internal|corp|intranet|lan)(?=[:/\"'\\s]|$)"
                            + "|//(?:nexus|artifactory|registry|mirror)[\\w-]*\\.");
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\\s+[A-Za-z0-9+/]{40}");
    private static final Pattern LATER = Pattern.compile("\\b(?:TODO|FIXME|XXX|HACK)\\b");

    private static List<Path> tracked() throws IOException, InterruptedException {
        assumeTrue(
                Files.exists(Repository.root().resolve(".git")),
                "not a git checkout: tracked files cannot be listed");
        Process git =
                new ProcessBuilder("git", "ls-files", "-z")
                        .directory(Repository.root().toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor(GIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assumeTrue(git.exitValue() == 0, "git cannot list the tracked files here");
        List<Path> files =
                Stream.of(names.split("\0", -1))
                        .filter(name -> !name.isEmpty())
                        .map(name -> Repository.root().resolve(name))
                        .filter(Files::isRegularFile)
                        .toList();
        assertThat(files).as("tracked files").hasSizeGreaterThan(10);
        return files;
    }

    private static boolean isText(Path file) {
        String name = file.getFileName().toString();
        try {
            return !BINARY.contains(name.substring(name.lastIndexOf('.') + 1))
                    && Files.size(file) <= LARGEST_TEXT;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> found(Pattern pattern, String onlyIn) throws Exception {
        List<String> hits = new ArrayList<>();
        for (Path file : tracked()) {
            String name = file.getFileName().toString();
            if (name.equals(THIS) || !name.endsWith(onlyIn) || !isText(file)) {
                continue;
            }
            String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            var matcher = pattern.matcher(text);
            while (matcher.find()) {
                long line = text.substring(0, matcher.start()).lines().count();
                hits.add(Repository.root().relativize(file) + ":" + line + " " + matcher.group());
            }
        }
        return hits;
    }

    @Test
    void noPathOfAMachine() throws Exception {
        assertThat(found(MACHINE_PATH, "")).as("paths of somebody's machine").isEmpty();
    }

    @Test
    void noPrivateHost() throws Exception {
        assertThat(found(PRIVATE_HOST, "")).as("hosts that only some can reach").isEmpty();
    }

    @Test
    void noPrivateKey() throws Exception {
        assertThat(found(PRIVATE_KEY, "")).as("private keys; make them in the test").isEmpty();
    }

    @Test
    void nothingIsLeftForLater() throws Exception {
        assertThat(found(LATER, ".java")).as("finish it, or leave it out").isEmpty();
    }

    @Test
    void theRulesSeeWhatTheyLookFor() {
        assertThat("see /home/alice/project").containsPattern(MACHINE_PATH);
        assertThat("C:\\Users\\bob").containsPattern(MACHINE_PATH);
        assertThat("https://example.org/home/alice/").doesNotContainPattern(MACHINE_PATH);
        assertThat("https://nexus.example.org/").containsPattern(PRIVATE_HOST);
        assertThat("http://builds.example.corp:8080").containsPattern(PRIVATE_HOST);
        assertThat("https://repo.example.org/maven2").doesNotContainPattern(PRIVATE_HOST);
    }
}
