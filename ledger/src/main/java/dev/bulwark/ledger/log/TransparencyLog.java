package dev.bulwark.ledger.log;

import dev.bulwark.ledger.merkle.TreeHash;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.SignedCheckpoint;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;

/**
 * The one writer of a log. Thread-safe; one open writer a folder, held by a file lock.
 *
 * <p><b>Guarantees:</b> when {@link #append} returns, the entries are on the disk and in the
 * published checkpoint, and neither {@code kill -9} nor a power failure takes them away, as far as
 * the disk keeps what it says it wrote. A checkpoint is signed only once the tiles it speaks of are
 * durable, and never one that contradicts an earlier one.
 *
 * <p><b>Does not guarantee</b> that nobody restores an older copy of the whole folder, or shows
 * another log to somebody else: whoever holds the key can. Witnesses are the answer to that.
 *
 * @see <a href="https://c2sp.org/tlog-tiles">C2SP tlog-tiles</a>
 */
public final class TransparencyLog implements AutoCloseable {
    private final LogWriter writer;

    private TransparencyLog(LogWriter writer) {
        this.writer = writer;
    }

    /**
     * Opens the log in {@code folder}, or creates one. What an interrupted writer left is completed
     * or put aside; then the right edge of the tree is recomputed from the tiles.
     *
     * @param origin names the log for ever: a URL without scheme, without spaces and plus signs
     * @param ed25519 the log's key
     * @throws LedgerException if another writer has it open, another key signed it, or its files do
     *     not lead to its checkpoint
     */
    public static TransparencyLog open(Path folder, String origin, KeyPair ed25519) {
        return open(folder, NoteSigner.ofLog(origin, ed25519), List.of());
    }

    /**
     * As {@link #open(Path, String, KeyPair)}.
     *
     * @param log the log's signer
     * @param cosigners whose signatures follow the log's on every checkpoint, such as ML-DSA-44
     */
    public static TransparencyLog open(Path folder, NoteSigner log, List<NoteSigner> cosigners) {
        return open(folder, log, cosigners, CheckpointWitnesses.NONE);
    }

    /**
     * As {@link #open(Path, NoteSigner, List)}.
     *
     * @param witnesses who must cosign a checkpoint before it is published
     * @throws LedgerException also if an unpublished checkpoint was left and they refuse it
     */
    public static TransparencyLog open(
            Path folder,
            NoteSigner log,
            List<NoteSigner> cosigners,
            CheckpointWitnesses witnesses) {
        return open(folder, log, cosigners, witnesses, LogSettings.DEFAULT);
    }

    /**
     * As {@link #open(Path, NoteSigner, List, CheckpointWitnesses)}.
     *
     * @param settings how often it publishes
     */
    public static TransparencyLog open(
            Path folder,
            NoteSigner log,
            List<NoteSigner> cosigners,
            CheckpointWitnesses witnesses,
            LogSettings settings) {
        return new TransparencyLog(LogWriter.open(folder, log, cosigners, witnesses, settings));
    }

    /**
     * Appends entries, all or none, in one durable batch, and publishes them. Duplicates are
     * allowed.
     *
     * @return the index of each, in order
     * @throws LedgerException of code {@code LEDGER_NOT_PUBLISHED} if they are durable and the
     *     witnesses refuse; of another if they cannot be written, and the log must then be opened
     *     again
     */
    public List<Long> append(List<LogEntry> entries) {
        return writer.append(bytes(entries));
    }

    /**
     * Makes entries durable, all or none, and promises to publish them. No checkpoint that anybody
     * can see speaks of them before {@link #publish} has returned.
     *
     * @return the index of each, in order; it is theirs for ever
     * @throws LedgerException if they cannot be written; the log must then be opened again
     */
    public List<Long> submit(List<LogEntry> entries) {
        return writer.submit(bytes(entries));
    }

    private static List<byte[]> bytes(List<LogEntry> entries) {
        return entries.stream().map(LogEntry::toBytes).toList();
    }

    /**
     * Publishes everything submitted, after the witnesses have cosigned it.
     *
     * @return what is published now
     * @throws LedgerException of code {@code LEDGER_NOT_PUBLISHED} if the witnesses refuse; what
     *     was submitted stays durable, and the next call tries again
     */
    public SignedCheckpoint publish() {
        return writer.publish();
    }

    /** What was signed and published last. */
    public SignedCheckpoint checkpoint() {
        return reader().checkpoint();
    }

    /** See {@link LogReader#inclusionProof}. */
    public List<TreeHash> inclusionProof(long index) {
        return reader().inclusionProof(index);
    }

    /** See {@link LogReader#consistencyProof}. */
    public List<TreeHash> consistencyProof(SignedCheckpoint earlier) {
        return reader().consistencyProof(earlier);
    }

    /** See {@link LogReader#proof}. */
    public TlogProof proof(long index) {
        return reader().proof(index);
    }

    /** The log as it is now; stays as it is when more is appended. */
    public LogReader reader() {
        return writer.reader();
    }

    /** Gives the lock back. */
    @Override
    public void close() {
        writer.close();
    }
}
