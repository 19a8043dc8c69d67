package dev.bulwark.governance.gate;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Bounds a decision in time. Conditions have neither loops nor long texts, so this is the second
 * line: whatever takes this long all the same is refused, and so is whatever fails.
 */
final class EvaluationLimit {
    /** A decision over fifty pieces of evidence takes a few milliseconds. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private EvaluationLimit() {}

    /** The decision, or what {@code refusal} makes of the reason why there is none. */
    static GateDecision within(
            Callable<GateDecision> work, Function<GateDecision.Reason, GateDecision> refusal) {
        return within(LONGEST, work, refusal);
    }

    static GateDecision within(
            Duration longest,
            Callable<GateDecision> work,
            Function<GateDecision.Reason, GateDecision> refusal) {
        FutureTask<GateDecision> task = new FutureTask<>(work);
        // A platform thread: work that never waits would hold up all virtual ones.
        Thread thread = Thread.ofPlatform().daemon().name("gate").start(task);
        try {
            return task.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            return refusal.apply(
                    new GateDecision.Reason(
                            "deciding took longer than " + longest.toSeconds() + " s",
                            "simplify the conditions under gates in bulwark.yaml"));
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            return refusal.apply(
                    new GateDecision.Reason("deciding was interrupted", "ask the gate again"));
        } catch (ExecutionException e) {
            return refusal.apply(
                    new GateDecision.Reason(
                            "deciding failed: " + e.getCause(),
                            "ask the gate again; if it fails again, report it with this text"));
        }
    }
}
