package dev.bulwark.dataset.manifest;

import dev.bulwark.dataset.DataFile;
import dev.bulwark.dataset.DatasetException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Finding;
import dev.bulwark.kernel.Severity;
import dev.bulwark.kernel.evidence.Evidence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Compares a data set's files with its signed manifest.
 *
 * <p>The world is closed over the folders the listed files lie in: any other file there is a
 * finding, but for texts about the data (.md, .txt) and hidden files, which no reader reads.
 */
public final class ManifestVerifier {
    private static final int MOST_FILES = 1_000_000;

    private ManifestVerifier() {}

    /** Hashes every listed file afresh. */
    public static ManifestVerification verify(Path root, Evidence manifest) throws IOException {
        Map<String, Digest> listed = DatasetManifest.listed(manifest);
        List<Finding> findings = new ArrayList<>();
        for (Map.Entry<String, Digest> entry : listed.entrySet()) {
            check(root, entry.getKey(), entry.getValue(), findings);
        }
        for (String extra : unlisted(root, listed.keySet())) {
            findings.add(
                    finding(
                            "data-file-unlisted",
                            extra,
                            "the file is not in the manifest",
                            "remove it, or sign a new manifest that lists it"));
        }
        return findings.isEmpty()
                ? new ManifestVerification.Intact(listed.size())
                : new ManifestVerification.Broken(findings);
    }

    private static void check(Path root, String path, Digest expected, List<Finding> findings)
            throws IOException {
        try {
            Digest found = DataFile.read(root, path).digest();
            if (!found.equals(expected)) {
                findings.add(
                        finding(
                                "data-file-changed",
                                path,
                                "the file is %s, the manifest says %s"
                                        .formatted(found.abbreviated(), expected.abbreviated()),
                                "restore it, or sign a new manifest if the change is meant"));
            }
        } catch (DatasetException e) {
            findings.add(finding("data-file-unreadable", path, e.what(), e.fix()));
        }
    }

    private static Finding finding(String rule, String path, String what, String fix) {
        return new Finding(rule, Severity.HIGH, what, path, fix);
    }

    private static Set<String> unlisted(Path root, Set<String> listed) throws IOException {
        Set<String> folders = new TreeSet<>();
        for (String path : listed) {
            folders.add(path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "");
        }
        Set<String> extra = new TreeSet<>();
        for (String folder : folders) {
            // A file beside bulwark.yaml itself is not data merely for lying there.
            if (folder.isEmpty() || !Files.isDirectory(root.resolve(folder))) {
                continue;
            }
            try (Stream<Path> entries = Files.list(root.resolve(folder)).limit(MOST_FILES)) {
                entries.filter(Files::isRegularFile)
                        .map(file -> folder + "/" + file.getFileName())
                        .filter(path -> !listed.contains(path) && !isText(path))
                        .forEach(extra::add);
            }
        }
        return extra;
    }

    private static boolean isText(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        return name.startsWith(".") || name.endsWith(".md") || name.endsWith(".txt");
    }
}
