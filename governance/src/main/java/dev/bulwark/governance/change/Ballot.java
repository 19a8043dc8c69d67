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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What one person says of one change, bound to exactly what that person saw.
 *
 * @param vote what is said
 * @param id the change's name
 * @param change digest of the revision
 * @param policy digest of the policy that was in force
 * @param snapshot digest of the evidence that was there
 * @param reason for people; may be empty for an approval
 * @param expires when an approval ceases to count, if sooner than the policy has it
 */
public record Ballot(
        Vote vote,
        String id,
        Digest change,
        Digest policy,
        Digest snapshot,
        String reason,
        Optional<Instant> expires) {
    /** The predicate type of approvals, rejections and withdrawals. */
    public static final String PREDICATE_TYPE = "https://bulwark.dev/change-approval/v1";

    private static final int LONGEST_REASON = 4_000;

    /** What can be said. */
    public enum Vote {
        /** It shall be executed. */
        APPROVE("approve"),
        /** It shall not: a veto, until taken back or the change is edited. */
        REJECT("reject"),
        /** An approver takes back what was said before; the author takes back the change. */
        WITHDRAW("withdraw");

        private final String id;

        Vote(String id) {
            this.id = id;
        }

        /** The word in statements. */
        public String id() {
            return id;
        }
    }

    public Ballot {
        Objects.requireNonNull(vote);
        Objects.requireNonNull(change);
        Objects.requireNonNull(policy);
        Objects.requireNonNull(snapshot);
        expires = expires.map(time -> time.truncatedTo(ChronoUnit.SECONDS));
        Change.requireName("id", id);
        if (!reason.isEmpty()) {
            Change.requireText("reason", reason, LONGEST_REASON);
        }
    }

    /** A ballot on a change as it stands. */
    public static Ballot on(Change change, Vote vote, String reason, Optional<Instant> expires) {
        return new Ballot(
                vote,
                change.id(),
                change.digest(),
                change.policy(),
                change.snapshot(),
                reason,
                expires);
    }

    /** The statement to sign. */
    public Statement statement() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("version", 1);
        members.put("vote", vote.id());
        members.put("id", id);
        members.put("change", change);
        members.put("policy", policy);
        members.put("evidence", snapshot);
        members.put("reason", reason);
        expires.ifPresent(time -> members.put("expires", time.toString()));
        return new Statement(
                java.util.List.of(new Subject("change " + id, change)),
                PREDICATE_TYPE,
                (Json.Obj) Json.of(members));
    }

    /**
     * Reads a signed ballot.
     *
     * @throws BulwarkException if it is none, or says something else than its subject
     */
    public static Ballot from(Evidence evidence) {
        Statement statement = evidence.statement();
        if (!statement.predicateType().equals(PREDICATE_TYPE)) {
            throw invalid("its predicate type is " + statement.predicateType());
        }
        try {
            Ballot ballot = fromJson(statement.predicate());
            if (!statement.subjects().getFirst().digest().equals(ballot.change())) {
                throw invalid("its content is not what its subject says");
            }
            return ballot;
        } catch (IllegalArgumentException | DateTimeException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static Ballot fromJson(Json.Obj json) {
        if (json.integer("version") != 1) {
            throw invalid("its version is not 1");
        }
        String word = json.string("vote");
        return new Ballot(
                Arrays.stream(Vote.values())
                        .filter(vote -> vote.id().equals(word))
                        .findFirst()
                        .orElseThrow(() -> invalid("it neither approves, rejects nor withdraws")),
                json.string("id"),
                Digest.parse(json.string("change")),
                Digest.parse(json.string("policy")),
                Digest.parse(json.string("evidence")),
                json.string("reason"),
                json.get("expires").isPresent()
                        ? Optional.of(Instant.parse(json.string("expires")))
                        : Optional.empty());
    }

    private static BulwarkException invalid(String why) {
        return new BulwarkException(
                "APPROVAL_INVALID",
                "the approval cannot be read: " + why,
                "sign it again with 'bulwark change approve'");
    }
}
