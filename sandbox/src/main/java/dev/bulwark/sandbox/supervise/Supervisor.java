package dev.bulwark.sandbox.supervise;

import dev.bulwark.kernel.Problem;
import dev.bulwark.sandbox.pipe.Answer;
import dev.bulwark.sandbox.process.Child;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps a child running.
 *
 * <p><b>Guarantees:</b> no child runs that the {@link Starter} did not allow at its start, or
 * forbade at a review; a child that dies is started again after a pause that doubles, and not any
 * more after {@link RestartPolicy#quickDeaths} quick deaths in a row.
 */
public final class Supervisor implements AutoCloseable {
    private static final Duration STOPPING = Duration.ofSeconds(2);

    private final Starter starter;
    private final RestartPolicy policy;
    private final InstantSource clock;
    private final Consumer<ChildState> listener;
    private final ScheduledExecutorService thread;
    private volatile ChildState state = new ChildState.Starting();
    private int quickDeaths;

    /**
     * Starts the first child in the background.
     *
     * @param starter checks and starts
     * @param policy of restarts
     * @param review how often a running child is reviewed, and a denied one tried again
     * @param clock tells how old a child was at its death
     * @param listener is told each new state, on the supervisor's thread; must not block
     */
    public static Supervisor start(
            Starter starter,
            RestartPolicy policy,
            Duration review,
            InstantSource clock,
            Consumer<ChildState> listener) {
        Supervisor supervisor = new Supervisor(starter, policy, clock, listener);
        supervisor.thread.execute(() -> supervisor.step(supervisor::launch));
        var _ =
                supervisor.thread.scheduleWithFixedDelay(
                        () -> supervisor.step(supervisor::review),
                        review.toNanos(),
                        review.toNanos(),
                        TimeUnit.NANOSECONDS);
        return supervisor;
    }

    private Supervisor(
            Starter starter,
            RestartPolicy policy,
            InstantSource clock,
            Consumer<ChildState> listener) {
        this.starter = starter;
        this.policy = policy;
        this.clock = clock;
        this.listener = listener;
        this.thread =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("supervisor").daemon().factory());
    }

    /** How the child is. */
    public ChildState state() {
        return state;
    }

    /**
     * Asks the child, if it is ready.
     *
     * @see dev.bulwark.sandbox.pipe.CallPipe#call
     */
    public CompletionStage<Answer> call(int operation, byte[] payload, Duration timeout) {
        return state instanceof ChildState.Ready(Child child)
                ? child.pipe().call(operation, payload, timeout)
                : CompletableFuture.completedStage(new Answer.Gone("the child is not ready"));
    }

    /** Does a step; were one to fail unforeseen, no child goes on unsupervised. */
    private void step(Runnable step) {
        ChildState before = state;
        try {
            step.run();
        } catch (RuntimeException e) {
            state = new ChildState.Quarantined("supervision failed: " + e.getMessage());
            if (before instanceof ChildState.Ready(Child child)) {
                child.close();
            }
            thread.shutdown();
        }
    }

    private void become(ChildState next) {
        state = next;
        listener.accept(next);
    }

    private void launch() {
        become(new ChildState.Starting());
        Instant since = clock.instant();
        try {
            switch (starter.start()) {
                case Starter.Start.Started(Child child) -> {
                    if (thread.isShutdown()) {
                        child.close();
                        return;
                    }
                    become(new ChildState.Ready(child));
                    child.exit()
                            .thenAcceptAsync(exit -> step(() -> died(child, since, exit)), thread);
                }
                case Starter.Start.Denied(Problem problem) ->
                        become(new ChildState.Denied(problem));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            again(true, String.valueOf(e.getMessage()));
        }
    }

    private void died(Child child, Instant since, Child.Exit exit) {
        // A child that was stopped, or denied at a review, is no longer the one that is ready.
        if (state instanceof ChildState.Ready(Child current) && current == child) {
            boolean quick = Duration.between(since, clock.instant()).compareTo(policy.quick()) < 0;
            again(quick, "exit status " + exit.status() + ": " + exit.why());
        }
    }

    private void again(boolean quick, String why) {
        quickDeaths = quick ? quickDeaths + 1 : 0;
        if (quickDeaths >= policy.quickDeaths()) {
            become(new ChildState.Quarantined(quickDeaths + " quick deaths, the last by " + why));
            return;
        }
        Duration pause = policy.pause(quickDeaths);
        become(new ChildState.Pausing(pause, why));
        var _ = thread.schedule(() -> step(this::launch), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void review() {
        switch (state) {
            case ChildState.Ready(Child child) -> {
                Optional<Problem> problem = reviewed();
                problem.ifPresent(found -> {
                    become(new ChildState.Denied(found));
                    child.close();
                });
            }
            case ChildState.Denied _ -> launch();
            case ChildState.Starting _,
                    ChildState.Pausing _,
                    ChildState.Quarantined _,
                    ChildState.Stopped _ -> {}
        }
    }

    private Optional<Problem> reviewed() {
        try {
            return starter.review();
        } catch (RuntimeException e) {
            // A review that cannot be held is no permission.
            return Optional.of(
                    new Problem(
                            "REVIEW_FAILED",
                            "whether the child may go on could not be found out: " + e.getMessage(),
                            "correct what the message names; it is reviewed again by itself"));
        }
    }

    /** Stops the child and starts none again. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            // What is being launched is seen to its end, so that it does not outlive this.
            thread.awaitTermination(STOPPING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (state instanceof ChildState.Ready(Child child)) {
            child.close();
        }
        state = new ChildState.Stopped();
        listener.accept(state);
    }
}
