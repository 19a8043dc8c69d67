package dev.bulwark.dataset.manifest;

import dev.bulwark.kernel.Finding;
import java.util.List;

/** What came of comparing files with a manifest. */
public sealed interface ManifestVerification {

    /** Every listed file is as it was signed, and none is there besides. */
    record Intact(int files) implements ManifestVerification {}

    /** Something differs; one finding for each file. */
    record Broken(List<Finding> findings) implements ManifestVerification {
        public Broken {
            findings = List.copyOf(findings);
        }
    }
}
