package dev.bulwark.cli.evidence;

import dev.bulwark.cli.project.ProjectFolder;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.ledger.LedgerReader;
import dev.bulwark.ledger.index.EvidenceIndex;
import dev.bulwark.ledger.index.IndexPlace;
import dev.bulwark.ledger.store.StoreSettings;
import dev.bulwark.ledger.store.StoredEnvelope;
import java.nio.file.Files;
import java.nio.file.Path;

/** The index of a project's evidence. */
public final class ProjectIndex {
    private static final String FILE = "evidence.sqlite";

    private ProjectIndex() {}

    /**
     * Opens it.
     *
     * @param url of JDBC; empty: a file beside the evidence, or memory where nothing may be written
     * @throws BulwarkException if the URL is none of an index, or the index cannot be used
     */
    public static EvidenceIndex open(ProjectFolder folder, String url, LedgerReader reader) {
        return EvidenceIndex.open(
                place(folder.ledger().evidence(), url),
                digest -> reader.store().get(digest).map(StoredEnvelope::claimed));
    }

    private static IndexPlace place(Path evidence, String url) {
        if (!url.isEmpty()) {
            try {
                return IndexPlace.at(url);
            } catch (IllegalArgumentException e) {
                throw new BulwarkException(
                        "EVIDENCE_INDEX_URL",
                        String.valueOf(e.getMessage()),
                        "correct --index or BULWARK_INDEX, or leave it out for a file of the"
                                + " project's own",
                        e);
            }
        }
        return Files.isWritable(evidence)
                ? IndexPlace.file(evidence.resolve(StoreSettings.INDEX_FOLDER).resolve(FILE))
                : IndexPlace.memory();
    }
}
