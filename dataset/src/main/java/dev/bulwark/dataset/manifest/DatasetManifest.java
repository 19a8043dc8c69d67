package dev.bulwark.dataset.manifest;

import dev.bulwark.dataset.DataPath;
import dev.bulwark.dataset.DeclarationSettings;
import dev.bulwark.dataset.LoadedDataset;
import dev.bulwark.dataset.read.DatasetException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.table.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The manifest of a data set: evidence of practice data-integrity.
 *
 * <p><b>Guarantees:</b> who holds the signed manifest can tell any change of a listed file, that a
 * listed file is missing, and, where the fact {@code complete} holds, that a file was added.
 *
 * <p><b>Does not guarantee</b> that the data was right when it was signed.
 */
public final class DatasetManifest {
    /** Name of the subject that is the Croissant document's canonical form. */
    public static final String CROISSANT_NAME = "croissant.json";

    private DatasetManifest() {}

    /**
     * The statement to sign. Its first subject is the data set, then come the files, then the
     * Croissant document.
     */
    public static Statement describe(LoadedDataset dataset, Instant at) {
        Json.Obj croissant = Croissant.describe(dataset);
        List<Subject> subjects = new ArrayList<>();
        subjects.add(new Subject(dataset.artifact().name(), dataset.artifact().digest()));
        for (LoadedDataset.FileEntry file : dataset.listing().files()) {
            subjects.add(new Subject(file.path(), file.digest()));
        }
        subjects.add(new Subject(CROISSANT_NAME, croissant.digest()));
        return PracticeEvidence.of(
                        Practice.DATA_INTEGRITY,
                        Outcome.PASSED,
                        at,
                        DeclarationSettings.of(dataset.declaration()),
                        result(dataset, croissant),
                        OptionalLong.empty())
                .about(subjects);
    }

    private static Json.Obj result(LoadedDataset dataset, Json.Obj croissant) {
        List<LoadedDataset.FileEntry> files = dataset.listing().files();
        Schema schema = dataset.table().schema();
        return Json.obj(
                "files", files.size(),
                "bytes", files.stream().mapToLong(LoadedDataset.FileEntry::size).sum(),
                "rows", dataset.table().rows(),
                "rows_dropped", dataset.rowsDropped(),
                "test_rows_apart", dataset.testRows(),
                "columns", schema.columns().size(),
                "features", schema.features().size(),
                "protected_columns", schema.protectedColumns().size(),
                "verified", true,
                "complete", dataset.listing().complete(),
                "licensed", !dataset.declaration().licence().isBlank(),
                "source_declared", !dataset.declaration().source().isBlank(),
                "schema_digest", schema.digest(),
                "croissant_digest", croissant.digest(),
                "listed", Json.arr(files.stream().map(DatasetManifest::entry).toList()),
                "class_counts", classCounts(dataset),
                "schema", schema.toJson(),
                "croissant", croissant);
    }

    private static Json.Obj entry(LoadedDataset.FileEntry file) {
        return Json.obj("path", file.path(), "size", file.size(), "sha256", file.digest().hex());
    }

    private static Json.Obj classCounts(LoadedDataset dataset) {
        List<String> classes = dataset.table().schema().classes();
        int[] counts = new int[classes.size()];
        for (int label : dataset.table().labels()) {
            counts[label]++;
        }
        Map<String, Json> named = new LinkedHashMap<>();
        for (int i = 0; i < counts.length; i++) {
            named.put(classes.get(i), Json.of(counts[i]));
        }
        return new Json.Obj(named);
    }

    /**
     * The files a signed manifest lists, by path.
     *
     * @throws dev.bulwark.kernel.BulwarkException if the evidence is no manifest, or contradicts
     *     itself: what it lists must be what its signature is about
     */
    public static Map<String, Digest> listed(Evidence manifest) {
        if (manifest.practice().filter(p -> p == Practice.DATA_INTEGRITY).isEmpty()) {
            throw malformed("MANIFEST_WRONG_KIND", manifest, "is no manifest of a data set");
        }
        Json.Obj result = manifest.statement().predicate().object("result");
        Map<String, Digest> files = new LinkedHashMap<>();
        for (Json.Obj file : result.objects("listed")) {
            String path = file.string("path");
            if (!DataPath.isValid(path)
                    || files.put(path, digest(manifest, file.string("sha256"))) != null) {
                throw malformed("MANIFEST_MALFORMED", manifest, "lists a path twice or wrongly");
            }
        }
        if (files.isEmpty()) {
            throw malformed("MANIFEST_MALFORMED", manifest, "lists no file");
        }
        requireSubjects(manifest, files);
        requireDigest(manifest, result, "schema");
        requireDigest(manifest, result, "croissant");
        return files;
    }

    /**
     * The listed files are subjects, and every subject is a file, the data set or its Croissant.
     */
    private static void requireSubjects(Evidence manifest, Map<String, Digest> files) {
        Set<Subject> expected = new HashSet<>();
        files.forEach((path, digest) -> expected.add(new Subject(path, digest)));
        List<Subject> subjects = manifest.statement().subjects();
        if (!Set.copyOf(subjects).containsAll(expected) || subjects.size() != files.size() + 2) {
            throw malformed(
                    "MANIFEST_MALFORMED", manifest, "lists other files than it is signed for");
        }
    }

    private static void requireDigest(Evidence manifest, Json.Obj result, String member) {
        String stated = result.string(member + "_digest");
        if (!stated.equals(result.object(member).digest().toString())) {
            throw malformed(
                    "MANIFEST_MALFORMED", manifest, "holds another " + member + " than it states");
        }
    }

    private static Digest digest(Evidence manifest, String hex) {
        try {
            return new Digest(hex);
        } catch (IllegalArgumentException e) {
            throw malformed("MANIFEST_MALFORMED", manifest, "holds a digest that is none");
        }
    }

    private static DatasetException malformed(String code, Evidence manifest, String is) {
        return new DatasetException(
                code,
                "evidence " + manifest.digest().abbreviated() + " " + is,
                "name a manifest made by 'bulwark data sign', or make it again");
    }
}
