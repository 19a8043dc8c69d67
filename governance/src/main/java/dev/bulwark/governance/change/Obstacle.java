package dev.bulwark.governance.change;

import java.util.Objects;

/**
 * Why a change cannot be executed.
 *
 * @param kind of what kind
 * @param what names both values
 * @param fix what somebody can do
 */
public record Obstacle(Kind kind, String what, String fix) {
    /** What can stand in the way. */
    public enum Kind {
        /** There is no such change. */
        UNKNOWN,
        /** It was executed before. */
        EXECUTED,
        /** Its author took it back. */
        WITHDRAWN,
        /** The policy in force says not who may approve. */
        NO_RULES,
        /** The policy is another than when it was proposed. */
        POLICY_CHANGED,
        /** There is evidence that approvers did not see. */
        EVIDENCE_CHANGED,
        /** The target no longer means what the change starts from. */
        TARGET_MOVED,
        /** It rolls back to what the target never meant. */
        NEVER_MEANT,
        /** An approver rejects it. */
        REJECTED,
        /** Too few people approve it. */
        QUORUM,
        /** The gate does not let it through. */
        GATE,
        /** The recorded event is not of the change as it was approved. */
        MISMATCH
    }

    public Obstacle {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(what);
        Objects.requireNonNull(fix);
    }
}
