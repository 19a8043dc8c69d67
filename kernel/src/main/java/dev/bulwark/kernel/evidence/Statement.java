package dev.bulwark.kernel.evidence;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * An in-toto Statement, version 1: the predicate says something of the subjects.
 *
 * @param subjects at least one
 * @param predicateType the URI that says how to read the predicate
 * @param predicate what is said
 * @see <a href="https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md">in-toto
 *     Statement v1</a>
 */
public record Statement(List<Subject> subjects, String predicateType, Json.Obj predicate) {
    /** The {@code _type} of version 1. */
    public static final String TYPE = "https://in-toto.io/Statement/v1";

    /** The DSSE payload type of a statement. */
    public static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

    /** More subjects than any real manifest has, and few enough to hold in memory. */
    private static final int MOST_SUBJECTS = 100_000;

    private static final Set<String> MEMBERS =
            Set.of("_type", "subject", "predicateType", "predicate");

    public Statement {
        subjects = List.copyOf(subjects);
        if (subjects.isEmpty() || subjects.size() > MOST_SUBJECTS) {
            throw new IllegalArgumentException(
                    "a statement has 1 to "
                            + MOST_SUBJECTS
                            + " subjects, but got "
                            + subjects.size());
        }
        if (predicateType.isEmpty()) {
            throw new IllegalArgumentException("a statement needs a predicate type");
        }
    }

    /** Whether the artifact of this digest is among the subjects. */
    public boolean isAbout(Digest digest) {
        return subjects.stream().anyMatch(subject -> subject.digest().equals(digest));
    }

    /** The JSON form. */
    public Json.Obj toJson() {
        List<Json> entries = new ArrayList<>();
        for (Subject subject : subjects) {
            entries.add(
                    Json.obj(
                            "name",
                            subject.name(),
                            "digest",
                            Json.obj("sha256", subject.digest().hex())));
        }
        return Json.obj(
                "_type",
                TYPE,
                "subject",
                Json.arr(entries),
                "predicateType",
                predicateType,
                "predicate",
                predicate);
    }

    /** The bytes that are signed: canonical JSON. */
    public byte[] toBytes() {
        return toJson().canonical();
    }

    /**
     * Reads a statement that Bulwark can act on: version 1, every subject with a SHA-256.
     *
     * @throws dev.bulwark.kernel.BulwarkException if it is anything else
     */
    public static Statement parse(byte[] utf8) {
        Json.Obj document = Json.parseObject(utf8);
        if (!MEMBERS.containsAll(document.members().keySet())) {
            throw malformed("it has members that in-toto Statement v1 does not know");
        }
        if (!document.string("_type").equals(TYPE)) {
            throw malformed("its _type is not " + TYPE);
        }
        List<Subject> subjects = new ArrayList<>();
        for (Json.Obj entry : document.objects("subject")) {
            subjects.add(subject(entry));
        }
        try {
            return new Statement(
                    subjects, document.string("predicateType"), document.object("predicate"));
        } catch (IllegalArgumentException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    private static Subject subject(Json.Obj entry) {
        String sha256 = entry.object("digest").string("sha256");
        try {
            return new Subject(
                    entry.get("name").isPresent() ? entry.string("name") : sha256,
                    new Digest(sha256));
        } catch (IllegalArgumentException e) {
            throw malformed("a subject is malformed: " + e.getMessage());
        }
    }

    private static EvidenceException malformed(String why) {
        return new EvidenceException("STATEMENT_MALFORMED", "the statement cannot be read: " + why);
    }
}
