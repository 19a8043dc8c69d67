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

    /** What it decided by beside the evidence. */
    Basis basis();

    /** Digest of the policy it decided by. */
    default Digest policy() {
        return basis().policy();
    }

    /** Each demand and what became of it, in the policy's order. */
    List<Answer> answers();

    /** Why it refuses, or would if nobody had broken the glass; empty if nothing is wrong. */
    List<Reason> reasons();

    /** Whether the transition may happen. */
    default boolean permits() {
        return switch (this) {
            case Allow _, Overridden _ -> true;
            case Deny _ -> false;
        };
    }

    /** One word for people. */
    default String word() {
        return switch (this) {
            case Allow _ -> "allowed";
            case Deny _ -> "refused";
            case Overridden _ -> "overridden";
        };
    }

    /**
     * What a gate decides by beside the evidence.
     *
     * @param policy digest of the policy
     * @param roster digest of the envelope of the roster of signers in force, if there is one
     * @param waivers every waiver that let something pass
     */
    record Basis(Digest policy, Optional<Digest> roster, List<ExceptionUse> waivers) {
        public Basis {
            waivers = waivers.stream().distinct().toList();
        }
    }

    /** Every demand is met or waived. */
    record Allow(Gate gate, Instant at, Basis basis, List<Answer> answers) implements GateDecision {
        public Allow {
            answers = List.copyOf(answers);
        }

        /** Without a roster of signers and waivers. */
        public Allow(Gate gate, Instant at, Digest policy, List<Answer> answers) {
            this(gate, at, new Basis(policy, Optional.empty(), List.of()), answers);
        }

        @Override
        public List<Reason> reasons() {
            return List.of();
        }
    }

    /** Something is not met. */
    record Deny(Gate gate, Instant at, Basis basis, List<Answer> answers, List<Reason> reasons)
            implements GateDecision {
        public Deny {
            answers = List.copyOf(answers);
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("a refusal gives its reasons");
            }
        }

        /** Without a roster of signers and waivers. */
        public Deny(
                Gate gate, Instant at, Digest policy, List<Answer> answers, List<Reason> reasons) {
            this(gate, at, new Basis(policy, Optional.empty(), List.of()), answers, reasons);
        }
    }

    /**
     * Something is not met, and two people have broken the glass: the transition may happen all the
     * same, loudly.
     *
     * @param reasons what would refuse
     * @param by the break-glass that lets it happen
     */
    record Overridden(
            Gate gate,
            Instant at,
            Basis basis,
            List<Answer> answers,
            List<Reason> reasons,
            ExceptionUse by)
            implements GateDecision {
        public Overridden {
            answers = List.copyOf(answers);
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("what is overridden has reasons to refuse");
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
     * @param evidence the evidence that decided, if there was any
     * @param values the facts that its condition names, as text; may be empty
     * @param reason why it is not met; empty if it is
     * @param considered every piece of evidence of the kind, newest entry first
     * @param waiver what lets it pass though it is not met
     */
    record Answer(
            Demand demand,
            Optional<Digest> evidence,
            String values,
            Optional<Reason> reason,
            List<Considered> considered,
            Optional<ExceptionUse> waiver) {
        public Answer {
            considered = List.copyOf(considered);
        }

        /** Nothing further considered, nothing waived. */
        public Answer(
                Demand demand, Optional<Digest> evidence, String values, Optional<Reason> reason) {
            this(demand, evidence, values, reason, List.of(), Optional.empty());
        }

        /** Whether the demand is met by evidence. */
        public boolean met() {
            return reason.isEmpty();
        }

        Answer waivedBy(ExceptionUse use) {
            return new Answer(demand, evidence, values, reason, considered, Optional.of(use));
        }
    }
}
