package dev.bulwark.governance.gate;

import dev.bulwark.kernel.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a gate decided, and by what. */
public sealed interface GateDecision {
    /** The gate that decided. */
    Gate gate();

    /** When. */
    Instant at();

    /** Digest of the policy it decided by. */
    Digest policy();

    /** Each demand and what became of it, in the policy's order. */
    List<Answer> answers();

    /** Every demand is met. */
    record Allow(Gate gate, Instant at, Digest policy, List<Answer> answers)
            implements GateDecision {
        public Allow {
            answers = List.copyOf(answers);
        }
    }

    /** Something is not met. */
    record Deny(Gate gate, Instant at, Digest policy, List<Answer> answers, List<Reason> reasons)
            implements GateDecision {
        public Deny {
            answers = List.copyOf(answers);
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("a refusal gives its reasons");
            }
        }
    }

    /**
     * Why something is refused.
     *
     * @param what names the evidence, and number and threshold if a condition fails
     * @param fix what the reader can do
     */
    record Reason(String what, String fix) {}

    /**
     * What became of one demand.
     *
     * @param demand what was asked for
     * @param evidence the evidence that was judged, if there was any
     * @param values the facts that its condition names, as text; may be empty
     * @param reason why it is not met; empty if it is
     */
    record Answer(
            Demand demand, Optional<Digest> evidence, String values, Optional<Reason> reason) {
        /** Whether the demand is met. */
        public boolean met() {
            return reason.isEmpty();
        }
    }
}
