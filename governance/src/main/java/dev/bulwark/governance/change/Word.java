package dev.bulwark.governance.change;

import java.time.Instant;
import java.util.Objects;

/**
 * The newest word of a person on a revision, and whether it counts.
 *
 * @param by who said it
 * @param ballot what was said
 * @param castAt the log's time of it
 * @param until when an approval ceases to count
 * @param force whether it counts, or why not
 */
public record Word(Signed by, Ballot ballot, Instant castAt, Instant until, Force force) {
    /** Whether a word counts. */
    public enum Force {
        COUNTS("counts"),
        REVISED("void: the change was edited"),
        POLICY_CHANGED("void: the policy changed"),
        EVIDENCE_CHANGED("void: new evidence came"),
        EXPIRED("void: it has expired"),
        NOT_ENTITLED("void: key revoked or no role of an approver"),
        AUTHOR("void: the author's own"),
        WITHDRAWN("taken back");

        private final String text;

        Force(String text) {
            this.text = text;
        }

        /** The words for people. */
        public String text() {
            return text;
        }
    }

    public Word {
        Objects.requireNonNull(by);
        Objects.requireNonNull(ballot);
        Objects.requireNonNull(force);
    }
}
