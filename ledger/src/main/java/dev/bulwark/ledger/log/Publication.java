package dev.bulwark.ledger.log;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.ledger.file.DurableFiles;
import dev.bulwark.ledger.merkle.MerkleTree;
import dev.bulwark.ledger.merkle.TreeHash;
import dev.bulwark.ledger.note.CheckpointVerification;
import dev.bulwark.ledger.note.SignedCheckpoint;
import dev.bulwark.ledger.note.VerifierKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The last step of an append: a checkpoint that is signed and kept, and whose tiles are durable, is
 * cosigned and put where everybody sees it.
 */
final class Publication {
    private final Path folder;
    private final TileReader tiles;
    private final DurableFiles files;
    private final VerifierKey logKey;
    private final CheckpointWitnesses witnesses;

    Publication(
            Path folder,
            TileReader tiles,
            DurableFiles files,
            VerifierKey logKey,
            CheckpointWitnesses witnesses) {
        this.folder = folder;
        this.tiles = tiles;
        this.files = files;
        this.logKey = logKey;
        this.witnesses = witnesses;
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
        // Believed no more than a stranger: what is published must be what this log signed.
        boolean same =
                cosigned.checkpoint().equals(signed.checkpoint())
                        && SignedCheckpoint.verify(cosigned.note().toArray(), logKey)
                                instanceof CheckpointVerification.Valid;
        if (!same) {
            throw LedgerException.notPublished(
                    signed.size(),
                    new LedgerException(
                            "LEDGER_WITNESSED_ANOTHER",
                            "the witnesses gave back another checkpoint than the log's",
                            "check the configuration of the witnesses"));
        }
        return cosigned;
    }

    private static List<TreeHash> proof(MerkleTree tree, long oldSize) {
        if (oldSize < 0 || oldSize > tree.size()) {
            throw new IllegalArgumentException(
                    "no proof from size %d to size %d".formatted(oldSize, tree.size()));
        }
        return oldSize == 0 ? List.of() : tree.consistencyProof(oldSize);
    }
}
