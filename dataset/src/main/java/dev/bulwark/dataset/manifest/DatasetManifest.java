package dev.bulwark.dataset.manifest;

import dev.bulwark.dataset.DatasetException;
import dev.bulwark.dataset.LoadedDataset;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The manifest of a data set: evidence of practice data-integrity.
 *
 * <p><b>Guarantees:</b> who holds the signed manifest can tell any change of a listed file, and
 * that a listed file is missing.
 *
 * <p><b>Does not guarantee</b> that the data was right when it was signed.
 */
public final class DatasetManifest {
    private DatasetManifest() {}

    /** The statement to sign. Its first subject is the data set, the others are the files. */
    public static Statement describe(LoadedDataset dataset, Instant at) {
        Json.Obj croissant = Croissant.describe(dataset);
        List<Json> files = new ArrayList<>();
        List<Subject> subjects = new ArrayList<>();
        subjects.add(new Subject(dataset.artifact().name(), dataset.artifact().digest()));
        for (LoadedDataset.FileEntry file : dataset.files()) {
            subjects.add(new Subject(file.path(), file.digest()));
            files.add(
                    Json.obj(
                            "path", file.path(),
                            "size", file.size(),
                            "sha256", file.digest().hex()));
        }
        Json.Obj result =
                Json.obj(
                        "files", dataset.files().size(),
                        "rows", dataset.table().rows(),
                        "test_rows_apart", dataset.testRows(),
                        "columns", dataset.table().schema().columns().size(),
                        "verified", true,
                        "schema_digest", dataset.table().schema().digest(),
                        "croissant_digest", croissant.digest(),
                        "listed", Json.arr(files),
                        "schema", dataset.table().schema().toJson(),
                        "croissant", croissant);
        return PracticeEvidence.of(
                        Practice.DATA_INTEGRITY,
                        Outcome.PASSED,
                        at,
                        Json.obj("complete", true),
                        result,
                        OptionalLong.empty())
                .about(subjects);
    }

    /**
     * The files a signed manifest lists, by path.
     *
     * @throws dev.bulwark.kernel.BulwarkException if the evidence is no manifest
     */
    public static Map<String, Digest> listed(Evidence manifest) {
        if (manifest.practice().filter(p -> p == Practice.DATA_INTEGRITY).isEmpty()) {
            throw new DatasetException(
                    "MANIFEST_WRONG_KIND",
                    "evidence " + manifest.digest().abbreviated() + " is no manifest of a data set",
                    "name evidence of practice data-integrity");
        }
        Map<String, Digest> files = new LinkedHashMap<>();
        Json.Obj result = manifest.statement().predicate().object("result");
        for (Json.Obj file : result.objects("listed")) {
            files.put(file.string("path"), new Digest(file.string("sha256")));
        }
        return files;
    }
}
