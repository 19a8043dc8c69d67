package dev.bulwark.governance.change;

import dev.bulwark.governance.gate.PlainText;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What somebody wants changed. Its digest, SHA-256 of the canonical JSON form (RFC 8785), is what
 * approvals bind to: whoever alters a word of it has another change.
 *
 * @param id its name for people, the same in all revisions
 * @param revision from 1; an edit is the next one
 * @param previous digest of the revision before, from the second on
 * @param target the alias, or {@code policy} or {@code configuration}
 * @param from what the target means now, if it means anything
 * @param to what it is to mean
 * @param about what approvers look at evidence of: {@code to} first, then what it was made from
 * @param diff what differs, for people; empty where nothing is known of what was before
 * @param content of a policy or a configuration, as JSON whose canonical form has the digest {@code
 *     to}; absent for models
 * @param evidence digests of the envelopes about {@code about} that approvers see, sorted
 * @param policy digest of the policy that was in force
 * @param author the person who proposes
 * @param createdAt kept to the second
 */
public record Change(
        String id,
        int revision,
        Optional<Digest> previous,
        ChangeKind kind,
        String title,
        String why,
        String target,
        Optional<Digest> from,
        Digest to,
        List<Subject> about,
        List<DiffLine> diff,
        Optional<Json.Obj> content,
        List<Digest> evidence,
        Digest policy,
        String author,
        Instant createdAt) {
    /** The predicate type of a proposal. */
    public static final String PREDICATE_TYPE = "https://bulwark.dev/change/v1";

    /** An author who edits more often than this should propose something else. */
    public static final int MOST_REVISIONS = 1_000;

    /** More envelopes about one artifact than anybody looked at. */
    static final int MOST_EVIDENCE = 10_000;

    private static final int MOST_ABOUT = 16;
    private static final int LONGEST_TITLE = 200;
    private static final int LONGEST_WHY = 4_000;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    public Change {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(to);
        Objects.requireNonNull(policy);
        about = List.copyOf(about);
        diff = List.copyOf(diff);
        evidence = List.copyOf(new TreeSet<>(evidence));
        createdAt = createdAt.truncatedTo(ChronoUnit.SECONDS);
        requireName("id", id);
        requireName("target", target);
        requireText("title", title, LONGEST_TITLE);
        requireText("why", why, LONGEST_WHY);
        requireText("author", author, LONGEST_TITLE);
        require(
                revision >= 1 && revision <= MOST_REVISIONS,
                "revision must be 1 to " + MOST_REVISIONS);
        require(previous.isPresent() == revision > 1, "all revisions but the first name another");
        require(
                kind.target().map(target::equals).orElse(!isReserved(target)),
                "'" + target + "' is no target of a change of kind '" + kind.id() + "'");
        require(!from.equals(Optional.of(to)), "from and to are the same");
        require(content.isPresent() != kind.isOfModel(), "documents have content, models do not");
        require(
                content.isEmpty() || content.get().digest().equals(to),
                "the content is not what the change leads to");
        require(
                kind != ChangeKind.POLICY || from.equals(Optional.of(policy)),
                "a change of the policy starts from the one in force");
        require(
                !about.isEmpty()
                        && about.size() <= MOST_ABOUT
                        && about.getFirst().digest().equals(to),
                "a change is about what it changes to, and at most %d in all"
                        .formatted(MOST_ABOUT));
        require(diff.size() <= JsonDiff.MOST_LINES, "more differences than anybody reads");
        require(evidence.size() <= MOST_EVIDENCE, "more evidence than anybody looks at");
    }

    private static boolean isReserved(String target) {
        return target.equals(ChangeKind.POLICY.id())
                || target.equals(ChangeKind.CONFIGURATION.id());
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }

    static void requireName(String what, String name) {
        require(
                NAME.matcher(name).matches(),
                what + " must be of lower-case letters, digits and '-', at most 63");
    }

    /** Texts reach terminals: an escape sequence could show approvers something else. */
    static void requireText(String what, String text, int longest) {
        require(
                !text.isBlank() && text.length() <= longest,
                what + " must have 1 to " + longest + " characters, but has " + text.length());
        require(
                Arrays.stream(text.split("\n", -1)).allMatch(PlainText::isOneLine),
                what + " must hold no characters that control the display");
    }

    /** SHA-256 of the canonical form: what an approval binds to. Costs one canonical form. */
    public Digest digest() {
        return toJson().digest();
    }

    /** The digest of the evidence that approvers see. */
    public Digest snapshot() {
        return snapshot(evidence);
    }

    /** The digest of a list of envelopes, whatever its order. */
    static Digest snapshot(Iterable<Digest> envelopes) {
        TreeSet<Digest> sorted = new TreeSet<>();
        envelopes.forEach(sorted::add);
        return Json.arr(sorted).digest();
    }

    /** The statement to sign. */
    public Statement statement() {
        List<Subject> subjects = new ArrayList<>();
        subjects.add(new Subject("change " + id + " revision " + revision, digest()));
        subjects.add(about.getFirst());
        return new Statement(subjects, PREDICATE_TYPE, toJson());
    }

    /** The JSON form. */
    public Json.Obj toJson() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("version", 1);
        members.put("id", id);
        members.put("revision", revision);
        previous.ifPresent(digest -> members.put("previous", digest));
        members.put("kind", kind.id());
        members.put("title", title);
        members.put("why", why);
        members.put("target", target);
        from.ifPresent(digest -> members.put("from", digest));
        members.put("to", to);
        members.put(
                "about",
                about.stream()
                        .map(each -> Json.obj("name", each.name(), "digest", each.digest()))
                        .toList());
        members.put("diff", diff.stream().map(DiffLine::toJson).toList());
        content.ifPresent(document -> members.put("content", document));
        members.put("evidence", evidence);
        members.put("policy", policy);
        members.put("author", author);
        members.put("createdAt", createdAt.toString());
        return (Json.Obj) Json.of(members);
    }

    /**
     * Reads a signed proposal.
     *
     * @throws BulwarkException if it is none, or says something else than its subject
     */
    public static Change from(Evidence evidence) {
        Statement statement = evidence.statement();
        if (!statement.predicateType().equals(PREDICATE_TYPE)) {
            throw invalid("its predicate type is " + statement.predicateType());
        }
        try {
            Change change = fromJson(statement.predicate());
            if (!statement.subjects().getFirst().digest().equals(change.digest())) {
                throw invalid("its content is not what its subject says");
            }
            return change;
        } catch (IllegalArgumentException | DateTimeException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static Change fromJson(Json.Obj json) {
        require(json.integer("version") == 1, "its version is not 1");
        return new Change(
                json.string("id"),
                Math.toIntExact(Math.min(json.integer("revision"), MOST_REVISIONS + 1L)),
                digest(json, "previous"),
                ChangeKind.byId(json.string("kind"))
                        .orElseThrow(() -> invalid("there is no such kind of change")),
                json.string("title"),
                json.string("why"),
                json.string("target"),
                digest(json, "from"),
                Digest.parse(json.string("to")),
                json.objects("about").stream()
                        .map(each ->
                                new Subject(
                                        each.string("name"), Digest.parse(each.string("digest"))))
                        .toList(),
                json.objects("diff").stream().map(DiffLine::fromJson).toList(),
                json.get("content").isPresent()
                        ? Optional.of(json.object("content"))
                        : Optional.empty(),
                json.strings("evidence").stream().map(Digest::parse).toList(),
                Digest.parse(json.string("policy")),
                json.string("author"),
                Instant.parse(json.string("createdAt")));
    }

    static Optional<Digest> digest(Json.Obj json, String member) {
        return json.get(member).isPresent()
                ? Optional.of(Digest.parse(json.string(member)))
                : Optional.empty();
    }

    private static BulwarkException invalid(String why) {
        return new BulwarkException(
                "CHANGE_INVALID",
                "the proposal cannot be read: " + why,
                "propose the change again with 'bulwark change propose'");
    }
}
