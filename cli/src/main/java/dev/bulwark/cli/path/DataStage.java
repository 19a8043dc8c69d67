package dev.bulwark.cli.path;

import dev.bulwark.cli.config.SystemFile;
import dev.bulwark.cli.project.Workspace;
import dev.bulwark.dataset.DatasetDeclaration;
import dev.bulwark.dataset.DatasetLoader;
import dev.bulwark.dataset.LoadedDataset;
import dev.bulwark.dataset.manifest.DatasetManifest;
import dev.bulwark.dataset.manifest.ManifestVerification;
import dev.bulwark.dataset.manifest.ManifestVerifier;
import dev.bulwark.dataset.prepare.Preparations;
import dev.bulwark.dataset.prepare.Splitter;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Finding;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.table.Preparation;
import dev.bulwark.kernel.table.Split;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Data: read against its signed manifest, divided, prepared. */
public final class DataStage {
    private DataStage() {}

    /**
     * Data ready to train on.
     *
     * @param dataset as it was read, hashed in the same read
     * @param split which rows train, steer and judge
     * @param preparation fitted on the training rows
     */
    public record Prepared(LoadedDataset dataset, Split split, Preparation preparation) {}

    /** The newest signed manifest of this project's data set. */
    public static Optional<Evidence> manifest(Run run) {
        return Workspace.newest(
                run.workspace().verified(), Practice.DATA_INTEGRITY.predicateType());
    }

    /**
     * Reads the data against its manifest and signs the manifest of this read. The first time there
     * is none to hold it against, and the data is taken as it is.
     *
     * @throws BulwarkException naming the file, if one is not what was signed
     */
    public static Prepared prepare(Run run) throws IOException {
        return prepare(run, manifest(run));
    }

    /** As {@link #prepare(Run)}, with the data as it now is. */
    public static Prepared accept(Run run) throws IOException {
        return prepare(run, Optional.empty());
    }

    private static Prepared prepare(Run run, Optional<Evidence> manifest) throws IOException {
        run.heading("data");
        manifest.ifPresent(evidence -> requireIntact(run, evidence));
        Map<String, Digest> expected = manifest.map(DatasetManifest::listed).orElse(Map.of());
        Prepared prepared = read(run, expected);
        LoadedDataset dataset = prepared.dataset();
        run.terminal()
                .line(
                        "    %s: %,d rows, %d columns; %,d to train, %,d to steer, %,d to judge; %s"
                                .formatted(
                                        dataset.declaration().name(),
                                        dataset.table().rows(),
                                        dataset.table().schema().columns().size(),
                                        prepared.split().train().size(),
                                        prepared.split().validation().size(),
                                        prepared.split().test().size(),
                                        manifest.isPresent()
                                                ? "as its manifest says"
                                                : "first manifest"));
        run.record(DatasetManifest.describe(dataset, run.now()));
        return prepared;
    }

    /** Reads and divides without recording anything; the files must be those expected. */
    public static Prepared read(Run run, Map<String, Digest> expected) throws IOException {
        SystemFile file = run.file();
        DatasetDeclaration declaration = Declarations.dataset(file);
        LoadedDataset dataset =
                DatasetLoader.load(run.workspace().folder().root(), declaration, expected);
        Split split =
                Splitter.split(
                        dataset,
                        file.data().validationShare(),
                        file.data().testShare(),
                        file.seed());
        return new Prepared(dataset, split, Preparations.fit(dataset.table(), split.train()));
    }

    /**
     * Reads what was trained on, for an assessment after the fact.
     *
     * @throws BulwarkException if there is no manifest or the data is another by now
     */
    public static Prepared reread(Run run) throws IOException {
        Evidence manifest =
                manifest(run)
                        .orElseThrow(() ->
                                new BulwarkException(
                                        "MANIFEST_MISSING",
                                        "the data has no signed manifest yet",
                                        "run 'bulwark data sign' or 'bulwark run' first"));
        requireIntact(run, manifest);
        return read(run, DatasetManifest.listed(manifest));
    }

    private static void requireIntact(Run run, Evidence manifest) {
        List<Finding> findings = findings(run, manifest);
        if (!findings.isEmpty()) {
            Finding first = findings.getFirst();
            throw new DataChangedException(findings, first);
        }
    }

    /** What differs between the files and a manifest. */
    public static List<Finding> findings(Run run, Evidence manifest) {
        try {
            return switch (ManifestVerifier.verify(run.workspace().folder().root(), manifest)) {
                case ManifestVerification.Intact _ -> List.of();
                case ManifestVerification.Broken(List<Finding> findings) -> findings;
            };
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
