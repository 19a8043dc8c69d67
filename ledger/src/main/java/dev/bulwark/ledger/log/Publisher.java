package dev.bulwark.ledger.log;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.ledger.note.SignedCheckpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes durable entries into the tree and publishes it, in a thread of its own: while one
 * checkpoint is on its way, entries gather for the next. Thread-safe.
 */
final class Publisher {
    /** Entries that wait to be taken into the tree; more make whoever appends wait. */
    static final int MOST_WAITING = 65_536;

    private final TileWriter tiles;
    private final Publication publication;
    private final LogSettings settings;
    private final LongConsumer settled;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final List<Waiter> waiters = new ArrayList<>();
    private List<byte[]> waiting = new ArrayList<>();
    private long total;
    private SignedCheckpoint kept;
    private volatile LogReader reader;
    private @Nullable BulwarkException failure;
    private boolean closing;
    private @Nullable Thread thread;

    /** Somebody who waits until so many entries are published. */
    private record Waiter(long size, CompletableFuture<SignedCheckpoint> published) {}

    /**
     * @param kept the last checkpoint that was signed
     * @param published what everybody sees
     * @param settled is told the size of the tree once its tiles are durable and signed for
     */
    Publisher(
            TileWriter tiles,
            Publication publication,
            LogSettings settings,
            SignedCheckpoint kept,
            LogReader published,
            LongConsumer settled) {
        this.tiles = tiles;
        this.publication = publication;
        this.settings = settings;
        this.kept = kept;
        this.total = kept.size();
        this.reader = published;
        this.settled = settled;
    }

    void start() {
        thread = Thread.ofPlatform().name("ledger-publisher").daemon().start(this::run);
    }

    /** What is published. */
    LogReader reader() {
        return reader;
    }

    /** Hands over entries that are durable; the tree will hold them in this order. */
    void add(List<byte[]> durable) {
        lock.lock();
        try {
            waiting.addAll(durable);
            total += durable.size();
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until more may be handed over.
     *
     * @throws BulwarkException if nothing will be taken any more
     */
    void awaitRoom() {
        lock.lock();
        try {
            while (failure == null && !closing && waiting.size() >= MOST_WAITING) {
                room.awaitUninterruptibly();
            }
            requireUsable();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until {@code size} entries, or all that were handed over, are published.
     *
     * @throws BulwarkException if they cannot be, or the witnesses refuse
     */
    SignedCheckpoint await(long size) {
        CompletableFuture<SignedCheckpoint> published = new CompletableFuture<>();
        lock.lock();
        try {
            if (failure != null) {
                throw failure;
            }
            requireUsable();
            long wanted = Math.min(size, total);
            if (reader.size() >= wanted) {
                return reader.checkpoint();
            }
            waiters.add(new Waiter(wanted, published));
            work.signal();
        } finally {
            lock.unlock();
        }
        try {
            return published.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof BulwarkException known ? known : e;
        }
    }

    /** After this nothing is handed over any more; {@code why} goes to everybody who waits. */
    void fail(BulwarkException why) {
        lock.lock();
        try {
            failure = failure == null ? why : failure;
            waiters.forEach(waiter -> waiter.published().completeExceptionally(why));
            waiters.clear();
            room.signalAll();
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    private void requireUsable() {
        String what = "an earlier append failed or the writer was closed, so it takes no more";
        String fix = "open the ledger again: it recovers when it is opened";
        if (failure != null) {
            throw new LedgerException("LEDGER_WRITER_FAILED", what, fix, failure);
        }
        if (closing) {
            throw new LedgerException("LEDGER_WRITER_FAILED", what, fix);
        }
    }

    private void run() {
        while (true) {
            List<byte[]> batch = nextBatch();
            if (batch == null) {
                return;
            }
            boolean renews = batch.isEmpty() && reader.size() == tiles.size();
            cycle(batch, renews);
            pause();
        }
    }

    /** Waits for something to do; null if there is nothing and never will be. */
    private @Nullable List<byte[]> nextBatch() {
        lock.lock();
        try {
            long most = settings.republishAfter().map(Duration::toNanos).orElse(Long.MAX_VALUE);
            awaitWork(() -> isEnding() || !waiting.isEmpty() || !waiters.isEmpty(), most);
            if (failure != null || (closing && waiting.isEmpty() && waiters.isEmpty())) {
                return null;
            }
            List<byte[]> batch = waiting;
            waiting = new ArrayList<>();
            room.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Keeps the interval between two checkpoints, unless the log is being closed. */
    private void pause() {
        lock.lock();
        try {
            awaitWork(this::isEnding, settings.publishInterval().toNanos());
        } finally {
            lock.unlock();
        }
    }

    private boolean isEnding() {
        return closing || failure != null;
    }

    /** Waits until there is something to do, or for so long. */
    private void awaitWork(BooleanSupplier isThere, long nanos) {
        long left = nanos;
        while (left > 0 && !isThere.getAsBoolean()) {
            try {
                left = work.awaitNanos(left);
            } catch (InterruptedException e) {
                left = nanos; // nobody has this thread but us: closing is said by a flag
            }
        }
    }

    /** Takes a batch into the tree and publishes; also what was refused before. */
    private void cycle(List<byte[]> batch, boolean renews) {
        try {
            if (!batch.isEmpty()) {
                tiles.grow(batch);
            }
            if (!batch.isEmpty() || renews) {
                keep(publication.keep(tiles.size(), tiles.root()));
            }
            published(publication.of(kept));
        } catch (IOException e) {
            fail(LedgerException.publishFailed(e));
        } catch (LedgerException e) {
            if (e.code().equals(LedgerException.NOT_PUBLISHED)) {
                refuse(e);
            } else {
                fail(e);
            }
        } catch (BulwarkException e) {
            fail(e);
        } catch (RuntimeException | Error e) {
            fail(LedgerException.unexpected(e));
            throw e;
        }
    }

    private void keep(SignedCheckpoint signed) {
        lock.lock();
        try {
            kept = signed;
        } finally {
            lock.unlock();
        }
        settled.accept(signed.size());
    }

    private void published(SignedCheckpoint checkpoint) {
        LogReader now = publication.reader(checkpoint);
        lock.lock();
        try {
            reader = now;
            for (Iterator<Waiter> each = waiters.iterator(); each.hasNext(); ) {
                Waiter waiter = each.next();
                if (waiter.size() <= checkpoint.size()) {
                    waiter.published().complete(checkpoint);
                    each.remove();
                }
            }
        } finally {
            lock.unlock();
        }
        tiles.clearPartials();
    }

    private void refuse(LedgerException why) {
        lock.lock();
        try {
            for (Iterator<Waiter> each = waiters.iterator(); each.hasNext(); ) {
                Waiter waiter = each.next();
                if (waiter.size() <= kept.size()) {
                    waiter.published().completeExceptionally(why);
                    each.remove();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more, finishes what was handed over, and says whether all of it is in the tree. */
    boolean close() {
        lock.lock();
        try {
            closing = true;
            work.signal();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        Thread running = thread;
        boolean interrupted = false;
        while (running != null && running.isAlive()) {
            try {
                running.join();
            } catch (InterruptedException e) {
                interrupted = true; // what is in flight must end before the lock is given back
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return failure == null && waiting.isEmpty();
    }
}
