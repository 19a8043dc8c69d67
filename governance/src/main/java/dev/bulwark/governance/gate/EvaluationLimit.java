package dev.bulwark.governance.gate;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Bounds a decision in time. A single condition cannot take long ({@link ConditionCost}), so it is
 * enough to look at the clock between two pieces of evidence; the decision stays on its caller's
 * thread, for handing it to another costs more than most decisions do. Whatever takes too long is
 * refused, and so is whatever fails.
 */
final class EvaluationLimit {
    /** A decision over fifty pieces of evidence takes a few milliseconds. */
    static final Duration LONGEST = Duration.ofSeconds(10);

    private final LongSupplier nanos;
    private final long start;
    private final Duration longest;

    /** The time is over. */
    private static final class Exceeded extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * @param nanos a clock that only runs forward, such as {@link System#nanoTime}
     */
    EvaluationLimit(Duration longest, LongSupplier nanos) {
        this.longest = longest;
        this.nanos = nanos;
        this.start = nanos.getAsLong();
    }

    /** Ends the decision if its time is over. */
    void check() {
        if (nanos.getAsLong() - start > longest.toNanos()) {
            throw new Exceeded();
        }
    }

    /** The decision, or what {@code refusal} makes of the reason why there is none. */
    GateDecision within(
            Function<EvaluationLimit, GateDecision> work,
            Function<GateDecision.Reason, GateDecision> refusal) {
        try {
            return work.apply(this);
        } catch (Exceeded e) {
            return refusal.apply(
                    new GateDecision.Reason(
                            "deciding took longer than " + longest.toSeconds() + " s",
                            "simplify the conditions under gates in bulwark.yaml"));
        } catch (RuntimeException e) {
            // A gate that cannot decide refuses; an open one would be the worse defect.
            return refusal.apply(
                    new GateDecision.Reason(
                            "deciding failed: " + e,
                            "ask the gate again; if it fails again, report it with this text"));
        }
    }
}
