package dev.bulwark.governance.change;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A change was executed: from here on the target means another digest.
 *
 * @param target the alias, or {@code policy} or {@code configuration}
 * @param from what it meant before
 * @param to what it means now
 * @param id the change's name
 * @param change digest of the revision that was approved
 * @param author who proposed it
 * @param approvals whose approvals made the quorum
 * @param gateDecision digest of the envelope in which the gate allowed it, if its kind asks
 * @param at when, to the second
 */
public record AliasEvent(
        String target,
        Optional<Digest> from,
        Digest to,
        String id,
        Digest change,
        String author,
        List<Signed> approvals,
        Optional<Digest> gateDecision,
        Instant at) {
    /** The predicate type. */
    public static final String PREDICATE_TYPE = "https://bulwark.dev/alias/v1";

    private static final int MOST_APPROVALS = 1_000;

    public AliasEvent {
        Objects.requireNonNull(from);
        Objects.requireNonNull(to);
        Objects.requireNonNull(change);
        Objects.requireNonNull(gateDecision);
        approvals = List.copyOf(approvals);
        at = at.truncatedTo(ChronoUnit.SECONDS);
        Change.requireName("target", target);
        Change.requireName("id", id);
        if (approvals.size() > MOST_APPROVALS) {
            throw new IllegalArgumentException(
                    "at most %d approvals, but got %d".formatted(MOST_APPROVALS, approvals.size()));
        }
    }

    /** What executing this change by these approvals comes to. */
    public static AliasEvent of(
            Change change, List<Signed> approvals, Optional<Digest> gateDecision, Instant at) {
        return new AliasEvent(
                change.target(),
                change.from(),
                change.to(),
                change.id(),
                change.digest(),
                change.author(),
                approvals,
                gateDecision,
                at);
    }

    /** The statement to sign. */
    public Statement statement() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("version", 1);
        members.put("target", target);
        from.ifPresent(digest -> members.put("from", digest));
        members.put("to", to);
        members.put("id", id);
        members.put("change", change);
        members.put("author", author);
        members.put(
                "approvals",
                approvals.stream()
                        .map(each ->
                                Json.obj(
                                        "person", each.person(),
                                        "key", each.key(),
                                        "envelope", each.envelope()))
                        .toList());
        gateDecision.ifPresent(digest -> members.put("gate", digest));
        members.put("at", at.toString());
        return new Statement(
                List.of(new Subject(target, to), new Subject("change " + id, change)),
                PREDICATE_TYPE,
                (Json.Obj) Json.of(members));
    }

    /**
     * Reads a signed event.
     *
     * @throws BulwarkException if it is none, or says something else than its subject
     */
    public static AliasEvent from(Evidence evidence) {
        Statement statement = evidence.statement();
        if (!statement.predicateType().equals(PREDICATE_TYPE)) {
            throw invalid("its predicate type is " + statement.predicateType());
        }
        try {
            AliasEvent event = fromJson(statement.predicate());
            if (!statement.subjects().getFirst().digest().equals(event.to())) {
                throw invalid("its content is not what its subject says");
            }
            return event;
        } catch (IllegalArgumentException | DateTimeException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static AliasEvent fromJson(Json.Obj json) {
        if (json.integer("version") != 1) {
            throw invalid("its version is not 1");
        }
        return new AliasEvent(
                json.string("target"),
                Change.digest(json, "from"),
                Digest.parse(json.string("to")),
                json.string("id"),
                Digest.parse(json.string("change")),
                json.string("author"),
                json.objects("approvals").stream()
                        .map(each ->
                                new Signed(
                                        each.string("person"),
                                        each.string("key"),
                                        Digest.parse(each.string("envelope"))))
                        .toList(),
                Change.digest(json, "gate"),
                Instant.parse(json.string("at")));
    }

    private static BulwarkException invalid(String why) {
        return new BulwarkException(
                "ALIAS_INVALID",
                "the event of an alias cannot be read: " + why,
                "read it with the version of Bulwark that wrote it");
    }
}
