package dev.bulwark.ledger.policy;

import dev.bulwark.ledger.note.SignedCheckpoint;
import java.util.List;

/** What a policy says of a checkpoint. */
public sealed interface PolicyVerdict {

    /**
     * A log of the policy signed it, and the quorum of witnesses cosigned.
     *
     * @param witnesses the names, in the policy, of those that cosigned
     * @param quorum in words
     * @param witnessed false for {@code quorum none}, which asks nobody
     */
    record Accepted(
            SignedCheckpoint checkpoint, List<String> witnesses, String quorum, boolean witnessed)
            implements PolicyVerdict {
        public Accepted {
            witnesses = List.copyOf(witnesses);
        }

        /** One sentence for people; says so where it proves little. */
        public String describe() {
            if (!witnessed) {
                return "the policy asks no witness (quorum none): this proves nothing against the"
                        + " log's operator";
            }
            return "cosigned by %s; quorum %s".formatted(String.join(", ", witnesses), quorum);
        }
    }

    /**
     * It is not to be believed.
     *
     * @param why what is missing or wrong
     */
    record Refused(String why) implements PolicyVerdict {}
}
