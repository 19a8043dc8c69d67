package dev.bulwark.dataset.manifest;

import dev.bulwark.dataset.FolderDifference;
import dev.bulwark.dataset.FolderListing;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Finding;
import dev.bulwark.kernel.Severity;
import dev.bulwark.kernel.evidence.Evidence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares a data set's files with its signed manifest.
 *
 * <p>The world is closed over the folders the listed files lie in: any other entry there is a
 * finding, whatever its name. Data that lies in the project's folder itself has no folder of its
 * own; there only what is listed is compared, and the manifest's fact {@code complete} says so.
 */
public final class ManifestVerifier {
    private ManifestVerifier() {}

    /**
     * Hashes every file afresh.
     *
     * @throws dev.bulwark.kernel.BulwarkException if {@code manifest} is no manifest
     */
    public static ManifestVerification verify(Path root, Evidence manifest) throws IOException {
        Map<String, Digest> listed = DatasetManifest.listed(manifest);
        FolderListing found = FolderListing.ofPaths(root, listed.keySet());
        List<Finding> findings =
                FolderDifference.between(found, listed).stream()
                        .map(ManifestVerifier::finding)
                        .toList();
        return findings.isEmpty()
                ? new ManifestVerification.Intact(listed.size())
                : new ManifestVerification.Broken(findings);
    }

    private static Finding finding(FolderDifference difference) {
        return new Finding(
                "data-file-" + difference.kind().name().toLowerCase(Locale.ROOT),
                Severity.HIGH,
                difference.what(),
                difference.path(),
                difference.fix());
    }
}
