package dev.bulwark.ledger.erasure;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.log.LogEntry;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;

/**
 * That the payload of an envelope is erased.
 *
 * @param envelope whose payload it is
 * @param predicateType what kind of evidence it was, as its entry in the log says
 * @param index of that entry
 * @param reason 1 to {@value #LONGEST_REASON} characters; it is kept for ever, so it names the
 *     ground and no person
 * @param by who had it erased, 1 to {@value #LONGEST_NAME} characters; kept for ever as well
 * @param at when it was decided; kept to the second
 */
public record Erasure(
        Digest envelope, String predicateType, long index, String reason, String by, Instant at) {
    /** The predicate type. */
    public static final String PREDICATE_TYPE = "https://bulwark.dev/erasure/v1";

    /** Enough for a ground and a ticket. */
    public static final int LONGEST_REASON = 1_000;

    /** Enough for a name and an address. */
    public static final int LONGEST_NAME = 256;

    public Erasure {
        Objects.requireNonNull(envelope);
        Objects.requireNonNull(predicateType);
        at = at.truncatedTo(ChronoUnit.SECONDS);
        if (index < 0) {
            throw new IllegalArgumentException("index must be >= 0, but was " + index);
        }
        requireText("reason", reason, LONGEST_REASON);
        requireText("by", by, LONGEST_NAME);
    }

    private static void requireText(String what, String text, int longest) {
        if (text.isBlank() || text.length() > longest) {
            throw new IllegalArgumentException(
                    "%s has 1 to %d characters, but got %d"
                            .formatted(what, longest, text.length()));
        }
    }

    /** Whether an entry of the log speaks of an erasure. */
    public static boolean isSpokenOfBy(LogEntry entry) {
        return entry.predicateType().equals(PREDICATE_TYPE);
    }

    /** The statement to sign; its one subject is the envelope. */
    public Statement statement() {
        return new Statement(
                List.of(new Subject("evidence", envelope)),
                PREDICATE_TYPE,
                Json.obj(
                        "at",
                        at.toString(),
                        "envelope",
                        envelope,
                        "predicateType",
                        predicateType,
                        "index",
                        index,
                        "reason",
                        reason,
                        "by",
                        by,
                        "tool",
                        Json.obj("name", "bulwark", "version", PracticeEvidence.TOOL_VERSION)));
    }

    /**
     * Reads a statement of an erasure.
     *
     * @throws BulwarkException if it is none, or speaks of another envelope than its subject
     */
    public static Erasure from(Statement statement) {
        if (!statement.predicateType().equals(PREDICATE_TYPE)) {
            throw malformed("its predicate type is " + statement.predicateType());
        }
        Json.Obj predicate = statement.predicate();
        try {
            Erasure erasure =
                    new Erasure(
                            Digest.parse(predicate.string("envelope")),
                            predicate.string("predicateType"),
                            predicate.integer("index"),
                            predicate.string("reason"),
                            predicate.string("by"),
                            Instant.parse(predicate.string("at")));
            if (statement.subjects().size() != 1 || !statement.isAbout(erasure.envelope())) {
                throw malformed("its subject is another than the envelope it names");
            }
            return erasure;
        } catch (IllegalArgumentException | DateTimeException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    private static BulwarkException malformed(String why) {
        return new BulwarkException(
                "ERASURE_MALFORMED",
                "the record of an erasure cannot be read: " + why,
                "restore the record from a backup; what it speaks of stays erased");
    }

    /** When, why and by whom, in one sentence. */
    public String sentence() {
        return "erased on %s because %s (%s)".formatted(at, reason, by);
    }
}
