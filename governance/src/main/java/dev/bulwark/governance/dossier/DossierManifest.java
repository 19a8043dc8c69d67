package dev.bulwark.governance.dossier;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The signed list of a dossier's files: an in-toto statement whose subjects are the files.
 *
 * @param files digest by path, in the order of the paths
 */
record DossierManifest(Map<String, Digest> files) {
    /** The predicate type. */
    static final String PREDICATE_TYPE = "https://bulwark.dev/dossier/v1";

    private static final int VERSION = 1;

    DossierManifest {
        files = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(files));
    }

    static Statement describe(DossierContent content, SortedMap<String, byte[]> files) {
        List<Subject> subjects = new ArrayList<>();
        files.forEach((path, bytes) -> subjects.add(new Subject(path, Digest.of(bytes))));
        Json.Obj predicate =
                Json.obj(
                        "version",
                        VERSION,
                        "at",
                        content.at().toString(),
                        "system",
                        content.card().system().name(),
                        "model",
                        Json.obj(
                                "name",
                                content.card().model().name(),
                                "digest",
                                Json.obj("sha256", content.card().model().digest().hex())),
                        "log",
                        Json.obj(
                                "origin",
                                content.checkpoint().checkpoint().origin(),
                                "size",
                                content.checkpoint().size()),
                        "evidence",
                        content.evidence().size());
        return new Statement(subjects, PREDICATE_TYPE, predicate);
    }

    /**
     * Reads the list.
     *
     * @throws IllegalArgumentException if the statement is none of ours
     */
    static DossierManifest read(Statement statement) {
        if (!statement.predicateType().equals(PREDICATE_TYPE)) {
            throw new IllegalArgumentException(
                    "it is a statement of type '" + statement.predicateType() + "'");
        }
        if (statement.predicate().integer("version") != VERSION) {
            throw new IllegalArgumentException("its version is not " + VERSION);
        }
        Map<String, Digest> files = new LinkedHashMap<>();
        for (Subject file : statement.subjects()) {
            if (!DossierLayout.isPath(file.name())
                    || files.put(file.name(), file.digest()) != null) {
                throw new IllegalArgumentException(
                        "it lists a path twice, or one that is no plain relative path");
            }
        }
        return new DossierManifest(files);
    }
}
