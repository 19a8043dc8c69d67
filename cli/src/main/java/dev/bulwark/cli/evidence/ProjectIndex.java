package dev.bulwark.cli.evidence;

import dev.bulwark.cli.project.ProjectFolder;
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
     */
    public static EvidenceIndex open(ProjectFolder folder, String url, LedgerReader reader) {
        return EvidenceIndex.open(
                place(folder.ledger().evidence(), url),
                digest -> reader.store().get(digest).map(StoredEnvelope::claimed));
    }

    private static IndexPlace place(Path evidence, String url) {
        if (!url.isEmpty()) {
            return new IndexPlace(url);
        }
        return Files.isWritable(evidence)
                ? IndexPlace.file(evidence.resolve(StoreSettings.INDEX_FOLDER).resolve(FILE))
                : IndexPlace.memory();
    }
}
