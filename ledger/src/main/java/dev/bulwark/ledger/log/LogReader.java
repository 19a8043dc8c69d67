package dev.bulwark.ledger.log;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.ledger.file.DurableFiles;
import dev.bulwark.ledger.merkle.MerkleTree;
import dev.bulwark.ledger.merkle.MerkleVerifier;
import dev.bulwark.ledger.merkle.ProofVerdict;
import dev.bulwark.ledger.merkle.Subtree;
import dev.bulwark.ledger.merkle.TreeHash;
import dev.bulwark.ledger.merkle.TreeHashing;
import dev.bulwark.ledger.note.CheckpointVerification;
import dev.bulwark.ledger.note.SignedCheckpoint;
import dev.bulwark.ledger.note.SignedNote;
import dev.bulwark.ledger.note.VerifierKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A log as its checkpoint showed it when it was opened. Needs the log's public key and no secret; a
 * writer may go on beside it. Thread-safe.
 *
 * <p><b>Guarantees:</b> every entry and every proof it gives out leads to the root that the log's
 * key signed; what does not is a {@link LedgerException}.
 *
 * <p><b>Does not guarantee</b> that the folder is not an older copy of the log: a witness, or a
 * checkpoint that the reader kept, shows that.
 */
public final class LogReader {
    private final TileReader tiles;
    private final SignedCheckpoint checkpoint;
    private final MerkleTree tree;

    LogReader(TileReader tiles, SignedCheckpoint checkpoint) {
        this.tiles = tiles;
        this.checkpoint = checkpoint;
        this.tree = new MerkleTree(tiles.tree(checkpoint.size()), checkpoint.size());
    }

    /**
     * Opens the log in {@code folder} for reading.
     *
     * @param logKey named as the log's origin
     * @throws LedgerException if there is no checkpoint, or the key did not sign it
     */
    public static LogReader open(Path folder, VerifierKey logKey) {
        return new LogReader(
                new TileReader(folder), readCheckpoint(LogFiles.checkpoint(folder), logKey));
    }

    /**
     * As {@link #open(Path, VerifierKey)}, for who knows the log's ML-DSA-44 key as well.
     *
     * @param seconds one of them must have signed too, unless there are none
     */
    public static LogReader open(Path folder, VerifierKey logKey, List<VerifierKey> seconds) {
        return new LogReader(
                new TileReader(folder),
                readCheckpoint(LogFiles.checkpoint(folder), logKey, seconds));
    }

    /** Reads a checkpoint that the log's keys must have signed, both where both are known. */
    static SignedCheckpoint readCheckpoint(
            Path file, VerifierKey logKey, List<VerifierKey> seconds) {
        SignedCheckpoint read = readCheckpointSignedByAny(file, logKey, seconds);
        if (!seconds.isEmpty() && seconds.stream().noneMatch(read.signers()::contains)) {
            throw refused(file, "the log's ML-DSA-44 key did not sign it");
        }
        return read;
    }

    static SignedCheckpoint readCheckpoint(Path file, VerifierKey logKey) {
        return readCheckpointSignedByAny(file, logKey, List.of());
    }

    /** As above, but the log's first key is enough; {@code seconds} are checked where present. */
    static SignedCheckpoint readCheckpointSignedByAny(
            Path file, VerifierKey logKey, List<VerifierKey> seconds) {
        byte[] note;
        try {
            note = DurableFiles.read(file, SignedNote.LARGEST_IN_BYTES);
        } catch (IOException e) {
            throw LedgerException.unreadable("checkpoint '%s' cannot be read".formatted(file), e);
        }
        return switch (SignedCheckpoint.verify(note, logKey, seconds)) {
            case CheckpointVerification.Valid(SignedCheckpoint valid) -> valid;
            case CheckpointVerification.Refused(String why) -> throw refused(file, why);
        };
    }

    private static LedgerException refused(Path file, String why) {
        return new LedgerException(
                "LEDGER_CHECKPOINT_REFUSED",
                "checkpoint '%s' is not believed: %s".formatted(file, why),
                "open the log with the keys it was made with; if those are the ones, the file was"
                        + " changed: restore the ledger's folder");
    }

    /** What the log's key signed. */
    public SignedCheckpoint checkpoint() {
        return checkpoint;
    }

    /** Number of entries. */
    public long size() {
        return checkpoint.size();
    }

    /**
     * The bytes of an entry, proved to be in the log.
     *
     * @throws IllegalArgumentException unless {@code 0 <= index < size}
     */
    public Bytes entryBytes(long index) {
        List<TreeHash> proof = tree.inclusionProof(index);
        byte[] entry = unverifiedEntry(index);
        requireProven(
                MerkleVerifier.inclusion(
                        index, size(), TreeHashing.leaf(entry), proof, checkpoint.root()),
                "entry " + index);
        return Bytes.of(entry);
    }

    /** The entry, proved to be in the log. */
    public LogEntry entry(long index) {
        return LogEntry.parse(entryBytes(index).toArray());
    }

    /**
     * The inclusion proof of an entry, from its sibling upward; verified before it is given out.
     *
     * @throws IllegalArgumentException unless {@code 0 <= index < size}
     */
    public List<TreeHash> inclusionProof(long index) {
        List<TreeHash> proof = tree.inclusionProof(index);
        TreeHash leaf = tree.hashes().of(new Subtree(0, index));
        requireProven(
                MerkleVerifier.inclusion(index, size(), leaf, proof, checkpoint.root()),
                "the proof of entry " + index);
        return proof;
    }

    /** The proof file of an entry, with the entry itself inside. */
    public TlogProof proof(long index) {
        return new TlogProof(
                entryBytes(index), index, tree.inclusionProof(index), checkpoint.note());
    }

    /**
     * The proof that this log only appends to an earlier checkpoint of it; verified before it is
     * given out.
     *
     * @param earlier a checkpoint of this log, of size 1 or more
     * @throws IllegalArgumentException if it is of another log, or its size is not between 1 and
     *     this one's
     * @throws LedgerException if the log was rewritten since
     */
    public List<TreeHash> consistencyProof(SignedCheckpoint earlier) {
        if (!earlier.checkpoint().origin().equals(checkpoint.checkpoint().origin())) {
            throw new IllegalArgumentException(
                    "the checkpoint is of '%s'".formatted(earlier.checkpoint().origin()));
        }
        List<TreeHash> proof = tree.consistencyProof(earlier.size());
        requireProven(
                MerkleVerifier.consistency(
                        earlier.size(), size(), earlier.root(), checkpoint.root(), proof),
                "the proof from size " + earlier.size());
        return proof;
    }

    /**
     * Hands every entry to {@code visitor}, in order.
     *
     * <p>Whether they are the log's is only known at the end: the visitor must not act on them
     * before this method has returned. Costs one hash an entry.
     *
     * @throws LedgerException if they do not lead to the signed root
     */
    public void scan(EntryVisitor visitor) {
        follow(new TreeEdge(), visitor);
    }

    /**
     * Hands the entries from {@code from} on to {@code visitor}, in order; as {@link
     * #scan(EntryVisitor)} otherwise, at the cost of those entries alone.
     *
     * @param known the root of the log's first {@code from} entries, as the caller knows it
     * @return whether this log had that root then; if not, nothing was handed out
     * @throws IllegalArgumentException unless {@code 0 <= from <= size}
     * @throws LedgerException if they do not lead to the signed root
     */
    public boolean scan(long from, TreeHash known, EntryVisitor visitor) {
        if (from < 0 || from > size()) {
            throw new IllegalArgumentException(
                    "from must be 0 to %d, but was %d".formatted(size(), from));
        }
        if (from == size()) {
            return known.equals(checkpoint.root());
        }
        // Of today's tiles: nobody need have published a tree of that size.
        TreeEdge edge =
                new TreeEdge(
                        from,
                        path -> tiles.hashes(TilePath.at(path.level(), path.index(), size())));
        if (!edge.root().equals(known)) {
            return false;
        }
        follow(edge, visitor);
        return true;
    }

    private void follow(TreeEdge edge, EntryVisitor visitor) {
        long bundles = Math.ceilDiv(size(), TilePath.FULL);
        for (long bundle = edge.size() / TilePath.FULL; bundle < bundles; bundle++) {
            int seen = (int) (edge.size() - bundle * TilePath.FULL);
            List<byte[]> entries = tiles.entries(TilePath.at(TilePath.ENTRIES, bundle, size()));
            for (byte[] entry : entries.subList(seen, entries.size())) {
                long index = edge.size();
                edge.append(TreeHashing.leaf(entry));
                visitor.visit(index, entry);
            }
            edge.finished().clear();
        }
        if (!edge.root().equals(checkpoint.root())) {
            throw LedgerException.damaged(
                    "the %d entries do not lead to the root of the checkpoint".formatted(size()));
        }
    }

    private byte[] unverifiedEntry(long index) {
        TilePath bundle = TilePath.at(TilePath.ENTRIES, index / TilePath.FULL, size());
        return tiles.entries(bundle).get((int) (index % TilePath.FULL));
    }

    private static void requireProven(ProofVerdict verdict, String what) {
        switch (verdict) {
            case ProofVerdict.Proven _ -> {}
            case ProofVerdict.Refuted(String why) ->
                    throw LedgerException.damaged(
                            what + " does not lead to the root of the checkpoint: " + why);
        }
    }
}
