package dev.bulwark.ledger.log;

import dev.bulwark.ledger.file.DurableFiles;
import dev.bulwark.ledger.merkle.TreeHashing;
import dev.bulwark.ledger.note.Checkpoint;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.SignedCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Appends raw entries. The order of its writes is what its guarantees rest on:
 *
 * <ol>
 *   <li>bundles and tiles, each forced to the disk and renamed, then their folders forced;
 *   <li>only then the checkpoint is signed, and kept in {@link LogFiles#SIGNED}: whatever happens
 *       next, no other checkpoint of this size will be signed;
 *   <li>the checkpoint is published; only then the append is acknowledged.
 * </ol>
 *
 * <p>A crash before step 2 leaves tiles beyond the checkpoint, which the next append replaces; a
 * crash after it is completed when the log is opened again (see {@link LogRecovery}).
 */
final class LogWriter implements AutoCloseable {
    /** Bounds memory and the time one batch holds the lock. */
    static final int LARGEST_BATCH = 65_536;

    private final Path folder;
    private final WriterLock lock;
    private final NoteSigner log;
    private final List<NoteSigner> cosigners;
    private final DurableFiles files;
    private final TileReader tiles;
    private TreeEdge edge;
    private List<byte[]> bundle;
    private LogReader reader;
    private boolean failed;

    private LogWriter(
            Path folder,
            WriterLock lock,
            NoteSigner log,
            List<NoteSigner> cosigners,
            DurableFiles files)
            throws IOException {
        this.folder = folder;
        this.lock = lock;
        this.log = log;
        this.cosigners = List.copyOf(cosigners);
        this.files = files;
        this.tiles = new TileReader(folder);
        LogRecovery recovery = new LogRecovery(folder, tiles, files, log.verifier());
        SignedCheckpoint checkpoint =
                recovery.isNew() ? publishEmpty() : recovery.completedCheckpoint();
        this.edge = recovery.edge(checkpoint);
        this.bundle = recovery.lastBundle(checkpoint);
        this.reader = new LogReader(tiles, checkpoint);
    }

    static LogWriter open(Path folder, NoteSigner log, List<NoteSigner> cosigners) {
        WriterLock lock = null;
        boolean opened = false;
        try {
            DurableFiles files = new DurableFiles(folder.resolve(LogFiles.TEMPORARY));
            files.createFolders(folder.resolve(LogFiles.WRITER));
            lock = WriterLock.acquire(folder.resolve(LogFiles.LOCK));
            files.clearLeftovers();
            files.sync();
            LogWriter writer = new LogWriter(folder, lock, log, cosigners, files);
            opened = true;
            return writer;
        } catch (IOException e) {
            throw LedgerException.unreadable("the log '%s' cannot be opened".formatted(folder), e);
        } finally {
            if (!opened && lock != null) {
                lock.close();
            }
        }
    }

    synchronized List<Long> append(List<byte[]> entries) {
        requireUsable(entries);
        if (entries.isEmpty()) {
            return List.of();
        }
        TreeEdge grown = edge.copy();
        List<byte[]> open = new ArrayList<>(bundle);
        Map<TilePath, byte[]> writes = new LinkedHashMap<>();
        for (byte[] entry : entries) {
            grown.append(TreeHashing.leaf(entry));
            open.add(entry);
            if (open.size() == TilePath.FULL) {
                writes.put(bundlePath(grown.size() - 1, TilePath.FULL), EntryBundle.encode(open));
                open.clear();
            }
        }
        if (!open.isEmpty()) {
            writes.put(bundlePath(grown.size(), open.size()), EntryBundle.encode(open));
        }
        writes.putAll(grown.finished());
        writes.putAll(grown.partial());
        edge.partial().keySet().forEach(writes::remove); // already there, byte for byte
        long first = edge.size();
        SignedCheckpoint published = commit(writes, grown);
        grown.finished().clear();
        edge = grown;
        bundle = open;
        reader = new LogReader(tiles, published);
        clearPartials(writes);
        return LongStream.range(first, grown.size()).boxed().toList();
    }

    private SignedCheckpoint commit(Map<TilePath, byte[]> writes, TreeEdge grown) {
        // Until the end, what is on the disk is unknown: after a failed fsync, trying again lies.
        failed = true;
        try {
            for (Map.Entry<TilePath, byte[]> write : writes.entrySet()) {
                files.write(folder.resolve(write.getKey().path()), write.getValue());
            }
            files.sync();
            SignedCheckpoint signed = publish(grown);
            failed = false;
            return signed;
        } catch (IOException e) {
            throw LedgerException.writeFailed(e);
        }
    }

    private SignedCheckpoint publishEmpty() throws IOException {
        return publish(new TreeEdge());
    }

    private SignedCheckpoint publish(TreeEdge grown) throws IOException {
        SignedCheckpoint signed =
                SignedCheckpoint.sign(
                        new Checkpoint(log.verifier().name(), grown.size(), grown.root()),
                        log,
                        cosigners);
        files.write(LogFiles.signed(folder), signed.note().toArray());
        files.sync();
        files.write(LogFiles.checkpoint(folder), signed.note().toArray());
        files.sync();
        return signed;
    }

    private void requireUsable(List<byte[]> entries) {
        if (failed) {
            throw new LedgerException(
                    "LEDGER_WRITER_FAILED",
                    "an earlier append failed, so this writer does not know what is on the disk",
                    "open the ledger again: it recovers when it is opened");
        }
        if (entries.size() > LARGEST_BATCH) {
            throw new IllegalArgumentException(
                    "at most %d entries a batch, but got %d"
                            .formatted(LARGEST_BATCH, entries.size()));
        }
        for (byte[] entry : entries) {
            if (entry.length > EntryBundle.LONGEST_ENTRY) {
                throw new IllegalArgumentException(
                        "an entry has at most %d bytes, but got %d"
                                .formatted(EntryBundle.LONGEST_ENTRY, entry.length));
            }
        }
    }

    private static TilePath bundlePath(long size, int width) {
        return new TilePath(TilePath.ENTRIES, size / TilePath.FULL, width);
    }

    /**
     * Once a full tile is published its partial ones serve nobody (tlog-tiles, "Partial Tiles").
     */
    private void clearPartials(Map<TilePath, byte[]> written) {
        for (TilePath path : written.keySet()) {
            if (path.isFull() && !clear(folder.resolve(path.path() + ".p"))) {
                return;
            }
        }
    }

    /** Says whether it could. They may stay: nobody asks for them, and the entries are safe. */
    private static boolean clear(Path partials) {
        try {
            for (Path file : DurableFiles.list(partials, TilePath.FULL)) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(partials);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    synchronized LogReader reader() {
        return reader;
    }

    @Override
    public synchronized void close() {
        failed = true;
        lock.close();
    }
}
