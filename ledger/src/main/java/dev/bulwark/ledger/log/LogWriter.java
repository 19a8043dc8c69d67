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
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Appends raw entries. The order of its writes is what its guarantees rest on:
 *
 * <ol>
 *   <li>bundles and tiles, each forced to the disk and renamed, then their folders forced;
 *   <li>only then the checkpoint is signed, and kept in {@link LogFiles#SIGNED}: whatever happens
 *       next, no other checkpoint of this size will be signed;
 *   <li>the witnesses cosign it and it is published (see {@link Publication}).
 * </ol>
 *
 * <p>A crash before step 2 leaves tiles beyond the checkpoint, which the next append replaces; a
 * crash after it, or a refusal of the witnesses, is made good when the log is opened again or
 * appended to.
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
    private final Publication publication;
    private TreeEdge edge;
    private List<byte[]> bundle;
    private SignedCheckpoint signed;
    private LogReader reader;
    private final List<TilePath> filled = new ArrayList<>();
    private boolean failed;

    private LogWriter(
            Path folder,
            WriterLock lock,
            NoteSigner log,
            List<NoteSigner> cosigners,
            CheckpointWitnesses witnesses,
            DurableFiles files)
            throws IOException {
        this.folder = folder;
        this.lock = lock;
        this.log = log;
        this.cosigners = List.copyOf(cosigners);
        this.files = files;
        this.tiles = new TileReader(folder);
        this.publication = new Publication(folder, tiles, files, log.verifier(), witnesses);
        LogRecovery recovery = new LogRecovery(folder, tiles, log.verifier());
        this.signed = recovery.isNew() ? sign(new TreeEdge()) : recovery.signedCheckpoint();
        this.edge = recovery.edge(signed); // refuses unless its tiles are all there
        this.bundle = recovery.lastBundle(signed);
        Optional<SignedCheckpoint> published = recovery.published(signed);
        this.reader =
                new LogReader(
                        tiles, published.isPresent() ? published.get() : publication.of(signed));
    }

    static LogWriter open(
            Path folder,
            NoteSigner log,
            List<NoteSigner> cosigners,
            CheckpointWitnesses witnesses) {
        WriterLock lock = null;
        boolean opened = false;
        try {
            DurableFiles files = new DurableFiles(folder.resolve(LogFiles.TEMPORARY));
            files.createFolders(folder.resolve(LogFiles.WRITER));
            lock = WriterLock.acquire(folder.resolve(LogFiles.LOCK));
            files.clearLeftovers();
            files.sync();
            LogWriter writer = new LogWriter(folder, lock, log, cosigners, witnesses, files);
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
        List<Long> indexes = submit(entries);
        publish();
        return indexes;
    }

    /** Makes entries durable and signs for them; they are not published before {@link #publish}. */
    synchronized List<Long> submit(List<byte[]> entries) {
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
        signed = commit(writes, grown);
        for (TilePath path : writes.keySet()) {
            if (path.isFull()) {
                filled.add(path);
            }
        }
        grown.finished().clear();
        edge = grown;
        bundle = open;
        return LongStream.range(first, grown.size()).boxed().toList();
    }

    /**
     * Publishes everything that was submitted.
     *
     * @throws LedgerException if the witnesses refuse, or it cannot be written
     */
    synchronized SignedCheckpoint publish() {
        requireUsable(List.of());
        if (reader.size() == signed.size()) {
            return reader.checkpoint();
        }
        try {
            reader = new LogReader(tiles, publication.of(signed));
        } catch (IOException e) {
            failed = true;
            throw LedgerException.writeFailed(e);
        }
        clearPartials();
        return reader.checkpoint();
    }

    private SignedCheckpoint commit(Map<TilePath, byte[]> writes, TreeEdge grown) {
        // Until the end, what is on the disk is unknown: after a failed fsync, trying again lies.
        failed = true;
        try {
            for (Map.Entry<TilePath, byte[]> write : writes.entrySet()) {
                files.write(folder.resolve(write.getKey().path()), write.getValue());
            }
            files.sync();
            SignedCheckpoint kept = sign(grown);
            failed = false;
            return kept;
        } catch (IOException e) {
            throw LedgerException.writeFailed(e);
        }
    }

    private SignedCheckpoint sign(TreeEdge grown) throws IOException {
        SignedCheckpoint kept =
                SignedCheckpoint.sign(
                        new Checkpoint(log.verifier().name(), grown.size(), grown.root()),
                        log,
                        cosigners);
        files.write(LogFiles.signed(folder), kept.note().toArray());
        files.sync();
        return kept;
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
    private void clearPartials() {
        for (TilePath path : filled) {
            if (!clear(folder.resolve(path.path() + ".p"))) {
                break;
            }
        }
        filled.clear();
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
