package dev.bulwark.ledger.log;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.ledger.file.DurableFiles;
import dev.bulwark.ledger.merkle.MerkleTree;
import dev.bulwark.ledger.merkle.TreeHash;
import dev.bulwark.ledger.note.Checkpoint;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.SignedCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The last steps of an append: a tree whose tiles are durable is signed for; the checkpoint is
 * kept, cosigned, and put where everybody sees it. Not thread-safe.
 */
final class Publication {
    private final Path folder;
    private final TileReader tiles;
    private final DurableFiles files;
    private final NoteSigner log;
    private final List<NoteSigner> cosigners;
    private final CheckpointWitnesses witnesses;

    Publication(
            Path folder,
            TileReader tiles,
            DurableFiles files,
            NoteSigner log,
            List<NoteSigner> cosigners,
            CheckpointWitnesses witnesses) {
        this.folder = folder;
        this.tiles = tiles;
        this.files = files;
        this.log = log;
        this.cosigners = List.copyOf(cosigners);
        this.witnesses = witnesses;
    }

    /**
     * Signs for a tree whose tiles are durable, and keeps the checkpoint: whatever happens next, no
     * other tree of this size will be signed.
     */
    SignedCheckpoint keep(long size, TreeHash root) throws IOException {
        SignedCheckpoint signed =
                SignedCheckpoint.sign(
                        new Checkpoint(log.verifier().name(), size, root), log, cosigners);
        files.write(LogFiles.signed(folder), signed.note().toArray());
        files.sync();
        return signed;
    }

    /** The log as {@code published} shows it. */
    LogReader reader(SignedCheckpoint published) {
        return new LogReader(tiles, published);
    }

    /**
     * Publishes a checkpoint durably.
     *
     * @return what was published: {@code signed}, cosigned
     * @throws LedgerException if the witnesses refuse; nothing has changed then
     * @throws IOException if it cannot be written; what is published is unknown then
     */
    SignedCheckpoint of(SignedCheckpoint signed) throws IOException {
        SignedCheckpoint cosigned = witnessed(signed);
        files.write(LogFiles.checkpoint(folder), cosigned.note().toArray());
        files.sync();
        return cosigned;
    }

    private SignedCheckpoint witnessed(SignedCheckpoint signed) {
        MerkleTree tree = new MerkleTree(tiles.tree(signed.size()), signed.size());
        SignedCheckpoint cosigned;
        try {
            cosigned = witnesses.witnessed(signed, oldSize -> proof(tree, oldSize));
        } catch (BulwarkException e) {
            throw LedgerException.notPublished(signed.size(), e);
        }
        if (!isCosigned(signed, cosigned)) {
            throw LedgerException.notPublished(
                    signed.size(),
                    new LedgerException(
                            "LEDGER_WITNESSED_ANOTHER",
                            "the witnesses gave back another checkpoint than the log's",
                            "check the configuration of the witnesses"));
        }
        return cosigned;
    }

    /**
     * Whether lines were added and nothing else. Witnesses are believed no more than a stranger:
     * what is published is what this log signed, with all its signatures.
     */
    private static boolean isCosigned(SignedCheckpoint signed, SignedCheckpoint cosigned) {
        byte[] ours = signed.note().toArray();
        byte[] theirs = cosigned.note().toArray();
        int differ = Arrays.mismatch(ours, theirs);
        return cosigned.checkpoint().equals(signed.checkpoint())
                && (differ < 0 || differ == ours.length);
    }

    private static List<TreeHash> proof(MerkleTree tree, long oldSize) {
        if (oldSize < 0 || oldSize > tree.size()) {
            throw new IllegalArgumentException(
                    "no proof from size %d to size %d".formatted(oldSize, tree.size()));
        }
        return oldSize == 0 ? List.of() : tree.consistencyProof(oldSize);
    }
}
