package dev.bulwark.ledger.trust;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The end of a key. What it signed and the log took before {@code since} stands; what was logged
 * later is refused, whatever time it claims. A revocation is never undone: enrol new keys instead.
 *
 * @param key id of either key of the pair, 64 hexadecimal digits; the whole pair is revoked
 * @param since by the log's time; may lie before the revocation, as after a theft
 * @param reason why
 */
public record Revocation(String key, Instant since, Reason reason) {
    private static final int VERSION = 1;

    /** Why a key ends. */
    public enum Reason {
        /** Newer keys take its place. */
        SUPERSEDED("superseded"),
        /** Somebody else may hold it. */
        COMPROMISED("compromised"),
        /** Its holder no longer signs here. */
        LEFT("left"),
        /** It was lost and cannot sign any more. */
        LOST("lost");

        private final String id;

        Reason(String id) {
            this.id = id;
        }

        /** The word in the revocation. */
        public String id() {
            return id;
        }

        static Reason of(String id) {
            return Arrays.stream(values())
                    .filter(reason -> reason.id.equals(id))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException("the reason is none of this version's"));
        }
    }

    public Revocation {
        Objects.requireNonNull(reason);
        since = since.truncatedTo(ChronoUnit.SECONDS);
        requireKeyId(key);
    }

    private static void requireKeyId(String key) {
        if (!key.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "the id of a key has 64 hexadecimal digits, but got " + key.length());
        }
    }

    /** The JSON form. */
    public Json.Obj toJson() {
        return Json.obj(
                "version", VERSION, "key", key, "since", since.toString(), "reason", reason.id());
    }

    /** The statement for an owner to sign; its subject is the key. */
    public Statement statement() {
        return new Statement(
                List.of(new Subject("key " + key.substring(0, 12), new Digest(key))),
                OwnerActs.REVOCATION,
                toJson());
    }

    /**
     * Reads a revocation strictly.
     *
     * @throws IllegalArgumentException if the statement is none, or about another key
     */
    public static Revocation from(Statement statement) {
        try {
            Json.Obj json = statement.predicate();
            Members.require(json, "the revocation", "version", "key", "since", "reason");
            if (!statement.predicateType().equals(OwnerActs.REVOCATION)
                    || json.integer("version") != VERSION) {
                throw new IllegalArgumentException("this is no revocation of version " + VERSION);
            }
            Revocation revocation =
                    new Revocation(
                            json.string("key"),
                            Instant.parse(json.string("since")),
                            Reason.of(json.string("reason")));
            if (!statement.isAbout(new Digest(revocation.key))) {
                throw new IllegalArgumentException("it is about another key than it names");
            }
            return revocation;
        } catch (BulwarkException | DateTimeException e) {
            throw new IllegalArgumentException(
                    "the revocation cannot be read: " + e.getMessage(), e);
        }
    }
}
