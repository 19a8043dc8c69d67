package dev.bulwark.ledger.trust;

import java.util.List;
import java.util.Objects;

/** Whether those who signed a statement were entitled to, when it was logged. */
public sealed interface Entitlement {
    /** At least one was. */
    record Entitled(List<SignedBy> signers) implements Entitlement {
        public Entitled {
            signers = List.copyOf(signers);
            if (signers.isEmpty()) {
                throw new IllegalArgumentException("somebody must be entitled");
            }
        }
    }

    /**
     * Nobody was.
     *
     * @param reason of which kind
     * @param why who, what and when
     */
    record Refused(Reason reason, String why) implements Entitlement {
        public Refused {
            Objects.requireNonNull(reason);
            Objects.requireNonNull(why);
        }
    }

    /** Why somebody is not entitled. */
    enum Reason {
        /** No role of the signer covers the kind of statement. */
        WRONG_ROLE,
        /** A role covers it, but not at the time it was logged. */
        OUT_OF_WINDOW,
        /** The signer's key had been revoked by then. */
        REVOKED
    }
}
