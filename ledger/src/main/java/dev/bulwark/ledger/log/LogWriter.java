package dev.bulwark.ledger.log;

import dev.bulwark.ledger.file.DurableFiles;
import dev.bulwark.ledger.file.FolderLock;
import dev.bulwark.ledger.merkle.TreeHashing;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.SignedCheckpoint;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.ledger.wal.GroupCommit;
import dev.bulwark.ledger.wal.WalSeal;
import dev.bulwark.ledger.wal.WriteAheadLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Appends raw entries. The order of its writes is what its guarantees rest on:
 *
 * <ol>
 *   <li>entries go to the write-ahead log, one wait for the disk for all that come together: now
 *       they are promised an index and survive a crash;
 *   <li>bundles and tiles, each forced to the disk and renamed, then their folders forced;
 *   <li>only then the checkpoint is signed, and kept in {@link LogFiles#SIGNED}: whatever happens
 *       next, no other checkpoint of this size will be signed;
 *   <li>the witnesses cosign it and it is published (see {@link Publication}).
 * </ol>
 *
 * <p>The first step is taken by the threads that append, the others by {@link Publisher}. Whatever
 * a crash or the witnesses leave undone is done when the log is opened again: what is signed and
 * not published is published, what the write-ahead log holds beyond it goes through all the steps.
 */
final class LogWriter implements AutoCloseable {
    /** Bounds the memory of one call. */
    static final int LARGEST_BATCH = 65_536;

    /** Bytes of entries that share a wait for the disk: some thousands of entries. */
    private static final long HEAVIEST_GROUP = 1 << 20;

    private static final String SEAL = "bulwark write-ahead log";

    private final Path folder;
    private final FolderLock lock;
    private final Publisher publisher;
    private final WriteAheadLog wal;
    private final GroupCommit<List<byte[]>, Long> commits =
            new GroupCommit<>(LogWriter::weight, HEAVIEST_GROUP, this::commit);
    private long next;

    private LogWriter(Path folder, FolderLock lock, Start start) throws IOException {
        this.folder = folder;
        this.lock = lock;
        TileReader tiles = new TileReader(folder);
        Publication publication =
                new Publication(
                        folder, tiles, start.files, start.log, start.cosigners, start.witnesses);
        List<VerifierKey> seconds = start.cosigners.stream().map(NoteSigner::verifier).toList();
        LogRecovery recovery = new LogRecovery(folder, tiles, start.log.verifier(), seconds);
        SignedCheckpoint signed =
                recovery.isNew()
                        ? publication.keep(0, TreeHashing.emptyRoot())
                        : recovery.signedCheckpoint();
        TreeEdge edge = recovery.edge(signed); // refuses unless its tiles are all there
        TileWriter writer = new TileWriter(folder, start.files, edge, recovery.lastBundle(signed));
        WalSeal seal = seal(start.log);
        List<byte[]> unsettled = recovery.unsettled(signed, seal);
        Optional<SignedCheckpoint> published =
                recovery.published(signed).filter(recovery::isSignedByAll);
        if (!recovery.isSignedByAll(signed)) {
            signed = publication.keep(signed.size(), signed.root());
        }
        LogReader reader =
                publication.reader(
                        published.isPresent() ? published.get() : publication.of(signed));
        this.wal = new WriteAheadLog(folder.resolve(LogFiles.WAL), seal, signed.size());
        this.publisher =
                new Publisher(writer, publication, start.settings, signed, reader, wal::settle);
        this.next = signed.size() + unsettled.size();
        finish(unsettled);
    }

    /** What the log's key alone can put under its write-ahead log. */
    static WalSeal seal(NoteSigner log) {
        return new WalSeal(log.secretFor(SEAL));
    }

    /** Takes into the tree what a crash cut off from it. */
    private void finish(List<byte[]> unsettled) throws IOException {
        publisher.start();
        boolean finished = false;
        try {
            if (!unsettled.isEmpty()) {
                publisher.add(unsettled);
                publisher.await(next);
            }
            WriteAheadLog.clear(folder.resolve(LogFiles.WAL));
            finished = true;
        } finally {
            if (!finished) {
                publisher.close();
            }
        }
    }

    /** What a writer is opened with. */
    @SuppressWarnings("UnusedVariable")
    private record Start(
            NoteSigner log,
            List<NoteSigner> cosigners,
            CheckpointWitnesses witnesses,
            LogSettings settings,
            DurableFiles files) {}

    static LogWriter open(
            Path folder,
            NoteSigner log,
            List<NoteSigner> cosigners,
            CheckpointWitnesses witnesses,
            LogSettings settings) {
        FolderLock lock = null;
        boolean opened = false;
        try {
            DurableFiles files = new DurableFiles(folder.resolve(LogFiles.TEMPORARY));
            files.createFolders(folder.resolve(LogFiles.WAL));
            lock = acquire(folder.resolve(LogFiles.LOCK));
            files.clearLeftovers();
            files.sync();
            LogWriter writer =
                    new LogWriter(
                            folder, lock, new Start(log, cosigners, witnesses, settings, files));
            opened = true;
            return writer;
        } catch (IOException e) {
            throw LedgerException.unreadable("the log '%s' cannot be opened".formatted(folder), e);
        } finally {
            if (!opened && lock != null) {
                release(lock);
            }
        }
    }

    private static FolderLock acquire(Path file) throws IOException {
        return FolderLock.tryAcquire(file)
                .orElseThrow(() ->
                        new LedgerException(
                                "LEDGER_LOCKED",
                                "another writer has the log open: '%s' is locked".formatted(file),
                                "wait for the other 'bulwark' command or server to end"));
    }

    private static void release(FolderLock lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw LedgerException.unreadable("the log's lock cannot be given back", e);
        }
    }

    /** Makes entries durable and publishes them. */
    List<Long> append(List<byte[]> entries) {
        List<Long> indexes = submit(entries);
        publisher.await(indexes.isEmpty() ? Long.MAX_VALUE : indexes.getLast() + 1);
        return indexes;
    }

    /** Makes entries durable; {@link #publish} says when they are published. */
    List<Long> submit(List<byte[]> entries) {
        requireFits(entries);
        if (entries.isEmpty()) {
            return List.of();
        }
        long first = commits.submit(entries);
        return LongStream.range(first, first + entries.size()).boxed().toList();
    }

    private static long weight(List<byte[]> entries) {
        return entries.stream().mapToLong(entry -> entry.length).sum();
    }

    /** Called by one thread at a time. */
    private List<Long> commit(List<List<byte[]>> groups) {
        publisher.awaitRoom();
        List<byte[]> batch = new ArrayList<>();
        List<Long> firsts = new ArrayList<>();
        for (List<byte[]> group : groups) {
            firsts.add(next + batch.size());
            batch.addAll(group);
        }
        try {
            wal.append(next, batch);
        } catch (IOException e) {
            // What is on the disk is unknown now: after a failed fsync, trying again lies.
            LedgerException failed = LedgerException.writeFailed(e);
            publisher.fail(failed);
            throw failed;
        }
        next += batch.size();
        publisher.add(batch);
        return firsts;
    }

    /**
     * Waits until everything that was submitted is published.
     *
     * @throws LedgerException if the witnesses refuse, or it cannot be written
     */
    SignedCheckpoint publish() {
        return publisher.await(Long.MAX_VALUE);
    }

    private static void requireFits(List<byte[]> entries) {
        if (entries.size() > LARGEST_BATCH || weight(entries) > WriteAheadLog.LARGEST_BATCH) {
            throw new IllegalArgumentException(
                    "at most %d entries and %d bytes a batch, but got %d entries"
                            .formatted(LARGEST_BATCH, WriteAheadLog.LARGEST_BATCH, entries.size()));
        }
        for (byte[] entry : entries) {
            if (entry.length > EntryBundle.LONGEST_ENTRY) {
                throw new IllegalArgumentException(
                        "an entry has at most %d bytes, but got %d"
                                .formatted(EntryBundle.LONGEST_ENTRY, entry.length));
            }
        }
    }

    LogReader reader() {
        return publisher.reader();
    }

    /** Publishes what was submitted, unless that is refused, and gives the lock back. */
    @Override
    public void close() {
        boolean settled = publisher.close();
        try {
            wal.close();
            if (settled) {
                WriteAheadLog.clear(folder.resolve(LogFiles.WAL));
            }
        } catch (IOException e) {
            throw LedgerException.unreadable("the write-ahead log cannot be closed", e);
        } finally {
            release(lock);
        }
    }
}
