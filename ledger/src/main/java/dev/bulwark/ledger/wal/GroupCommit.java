package dev.bulwark.ledger.wal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Lets threads that come at the same time share one expensive step, such as a wait for the disk.
 * Whoever finds nobody at work takes all that wait, itself first, and commits for them; who comes
 * meanwhile is in the next batch. Thread-safe; no delay for one alone. Interrupting a thread that
 * submits stops nothing: it would close the files of all others.
 *
 * @param <I> what a thread brings
 * @param <O> what it is given for it
 */
public final class GroupCommit<I, O> {
    /** Commits a batch, by one thread at a time. */
    @FunctionalInterface
    public interface Step<I, O> {
        /**
         * @param items in the order they came
         * @return one outcome an item, in the same order; an exception goes to all of them
         */
        List<O> commit(List<I> items);
    }

    private final ToLongFunction<I> weight;
    private final long heaviest;
    private final Step<I, O> step;
    private final Deque<Turn<I, O>> waiting = new ArrayDeque<>();
    private boolean busy;

    /**
     * @param weight of an item, in any unit
     * @param heaviest a batch of several items weighs no more; a single one may
     */
    public GroupCommit(ToLongFunction<I> weight, long heaviest, Step<I, O> step) {
        this.weight = weight;
        this.heaviest = heaviest;
        this.step = step;
    }

    /** Commits {@code item} in some batch; returns when that is done, or throws what it threw. */
    public O submit(I item) {
        Turn<I, O> turn = new Turn<>(item);
        boolean leads;
        synchronized (waiting) {
            waiting.add(turn);
            leads = !busy;
            busy = true;
        }
        if (leads || turn.isToLead.join()) {
            lead();
        }
        return turn.outcome();
    }

    /** How many threads are in the queue and in no batch yet. */
    int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    private void lead() {
        List<Turn<I, O>> batch = take();
        try {
            List<O> outcomes = commit(batch.stream().map(turn -> turn.item).toList());
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).outcome = outcomes.get(i);
            }
        } catch (CompletionException e) {
            batch.forEach(turn -> turn.failure = e.getCause()); // rethrown by each, in its thread
        } catch (RuntimeException e) {
            batch.forEach(turn -> turn.failure = e); // fewer outcomes than items
        } finally {
            handOver();
            batch.forEach(turn -> turn.isToLead.complete(false));
        }
    }

    /** In a thread that nobody else knows, and so nobody interrupts. */
    private List<O> commit(List<I> items) {
        CompletableFuture<List<O>> outcomes = new CompletableFuture<>();
        Thread.ofVirtual()
                .name("group-commit")
                .start(() -> {
                    try {
                        outcomes.complete(step.commit(items));
                    } catch (RuntimeException | Error e) {
                        outcomes.completeExceptionally(e);
                    }
                });
        return outcomes.join();
    }

    private List<Turn<I, O>> take() {
        List<Turn<I, O>> batch = new ArrayList<>();
        synchronized (waiting) {
            long total = 0;
            while (!waiting.isEmpty()) {
                total += weight.applyAsLong(waiting.getFirst().item);
                if (!batch.isEmpty() && total > heaviest) {
                    break;
                }
                batch.add(waiting.removeFirst());
            }
        }
        return batch;
    }

    private void handOver() {
        synchronized (waiting) {
            Turn<I, O> next = waiting.peekFirst();
            busy = next != null;
            if (next != null) {
                next.isToLead.complete(true);
            }
        }
    }

    /** One thread's place in the queue. Written by the leader before it completes the future. */
    private static final class Turn<I, O> {
        private final I item;
        private final CompletableFuture<Boolean> isToLead = new CompletableFuture<>();
        private volatile @Nullable O outcome;
        private volatile @Nullable Throwable failure;

        private Turn(I item) {
            this.item = item;
        }

        private O outcome() {
            Throwable thrown = failure;
            if (thrown instanceof Error error) {
                throw error;
            }
            if (thrown instanceof RuntimeException exception) {
                throw exception;
            }
            O value = outcome;
            if (value == null) {
                throw new IllegalStateException("the batch ended without an outcome");
            }
            return value;
        }
    }
}
