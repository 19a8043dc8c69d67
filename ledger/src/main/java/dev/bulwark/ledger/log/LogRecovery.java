package dev.bulwark.ledger.log;

import dev.bulwark.ledger.merkle.MerkleTree;
import dev.bulwark.ledger.merkle.TreeHash;
import dev.bulwark.ledger.merkle.TreeHashing;
import dev.bulwark.ledger.note.SignedCheckpoint;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.ledger.wal.WalEnd;
import dev.bulwark.ledger.wal.WalReplay;
import dev.bulwark.ledger.wal.WalSeal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is looked at before a writer may append: which checkpoints were signed and published, and
 * whether the right edge, recomputed, leads to them. Anything that no crash can explain refuses.
 */
final class LogRecovery {
    private final Path folder;
    private final TileReader tiles;
    private final VerifierKey logKey;

    LogRecovery(Path folder, TileReader tiles, VerifierKey logKey) {
        this.folder = folder;
        this.tiles = tiles;
        this.logKey = logKey;
    }

    /**
     * Whether nothing was ever signed here. Tiles come after the first checkpoint, never before.
     */
    boolean isNew() {
        boolean signed = exists(LogFiles.signed(folder));
        boolean published = exists(LogFiles.checkpoint(folder));
        if (published && !signed) {
            throw LedgerException.damaged(
                    "'%s' is missing, which keeps this log from signing a size twice"
                            .formatted(LogFiles.signed(folder)));
        }
        if (!signed && exists(folder.resolve("tile"))) {
            throw LedgerException.damaged("'%s' has tiles but no checkpoint".formatted(folder));
        }
        return !signed;
    }

    /** The last checkpoint that was signed, published or not. */
    SignedCheckpoint signedCheckpoint() {
        return LogReader.readCheckpoint(LogFiles.signed(folder), logKey);
    }

    /**
     * What is published of {@code signed}; empty if a crash or the witnesses came between signing
     * and publishing.
     */
    Optional<SignedCheckpoint> published(SignedCheckpoint signed) {
        Path file = LogFiles.checkpoint(folder);
        if (!exists(file)) {
            return Optional.empty();
        }
        SignedCheckpoint published = LogReader.readCheckpoint(file, logKey);
        requireConsistent(published, signed);
        return Optional.of(published).filter(it -> it.size() == signed.size());
    }

    private void requireConsistent(SignedCheckpoint published, SignedCheckpoint signed) {
        if (published.size() > signed.size()) {
            throw LedgerException.damaged(
                    "the published checkpoint has size %d, but the last one signed here has %d"
                            .formatted(published.size(), signed.size()));
        }
        MerkleTree tree = new MerkleTree(tiles.tree(signed.size()), signed.size());
        TreeHash earlier =
                published.size() == signed.size() ? signed.root() : tree.rootAt(published.size());
        if (!earlier.equals(published.root())) {
            throw LedgerException.damaged(
                    "the published checkpoint of size %d contradicts the signed one of size %d"
                            .formatted(published.size(), signed.size()));
        }
    }

    /** The right edge, recomputed from the tiles. */
    TreeEdge edge(SignedCheckpoint checkpoint) {
        TreeEdge edge = new TreeEdge(checkpoint.size(), tiles::hashes);
        if (!edge.root().equals(checkpoint.root())) {
            throw LedgerException.damaged(
                    "the right edge of the tree, recomputed from the tiles at size %d, does not"
                                    .formatted(checkpoint.size())
                            + " have the root of the checkpoint");
        }
        requireLastFullTiles(checkpoint.size());
        return edge;
    }

    /** The last full tile of each level must hash to the last place of the level above. */
    private void requireLastFullTiles(long size) {
        for (int level = 0; level < TilePath.HIGHEST_LEVEL; level++) {
            long above = TilePath.hashesAt(level + 1, size);
            if (above == 0) {
                return;
            }
            TilePath below = new TilePath(level, above - 1, TilePath.FULL);
            TilePath parent = TilePath.at(level + 1, (above - 1) / TilePath.FULL, size);
            int place = (int) ((above - 1) % TilePath.FULL);
            TreeHash expected = TreeHash.at(tiles.hashes(parent), place * TreeHash.SIZE);
            if (!TileHashing.fold(tiles.hashes(below), 0, TilePath.FULL).equals(expected)) {
                throw LedgerException.damaged(
                        "tile '%s' does not hash to place %d of tile '%s'"
                                .formatted(below, place, parent));
            }
        }
    }

    /** The entries of the bundle that is not full yet, after checking the last bundle's hashes. */
    List<byte[]> lastBundle(SignedCheckpoint checkpoint) {
        long size = checkpoint.size();
        if (size == 0) {
            return new ArrayList<>();
        }
        long last = (size - 1) / TilePath.FULL;
        TilePath bundlePath = TilePath.at(TilePath.ENTRIES, last, size);
        List<byte[]> bundle = tiles.entries(bundlePath);
        byte[] hashes = tiles.hashes(TilePath.at(0, last, size));
        for (int place = 0; place < bundle.size(); place++) {
            byte[] expected =
                    Arrays.copyOfRange(hashes, place * TreeHash.SIZE, (place + 1) * TreeHash.SIZE);
            if (!Arrays.equals(TreeHashing.leaf(bundle.get(place)).bytes(), expected)) {
                throw LedgerException.damaged(
                        "entry %d in '%s' is not the one that was logged"
                                .formatted(last * TilePath.FULL + place, bundlePath));
            }
        }
        return new ArrayList<>(bundlePath.isFull() ? List.of() : bundle);
    }

    /**
     * The entries that the write-ahead log holds and the tree does not: acknowledged, and cut off
     * from the tree by a crash.
     */
    List<byte[]> unsettled(SignedCheckpoint signed, WalSeal seal) throws IOException {
        List<byte[]> entries = new ArrayList<>();
        long size = signed.size();
        WalEnd end =
                WalReplay.read(
                        folder.resolve(LogFiles.WAL),
                        seal,
                        (file, index, entry) -> {
                            if (index < size) {
                                requireLogged(file, index, entry, size);
                            } else if (index == size + entries.size()) {
                                entries.add(entry);
                            } else {
                                throw missing(file, size + entries.size());
                            }
                        });
        switch (end) {
            case WalEnd.Whole _ -> {}
            case WalEnd.Torn(Path file, long at, long next) -> {
                if (next >= 0 && next < size) {
                    throw damagedWal(file, "entry %d is gone from byte %d on".formatted(next, at));
                }
            }
            case WalEnd.Damaged(Path file, String why) -> throw damagedWal(file, why);
        }
        return entries;
    }

    private void requireLogged(Path file, long index, byte[] entry, long size) {
        byte[] tile = tiles.hashes(TilePath.at(0, index / TilePath.FULL, size));
        int place = (int) (index % TilePath.FULL) * TreeHash.SIZE;
        if (!TreeHashing.leaf(entry).equals(TreeHash.at(tile, place))) {
            throw damagedWal(file, "its entry %d is another than the tree's".formatted(index));
        }
    }

    private static LedgerException missing(Path file, long index) {
        return damagedWal(file, "entry %d, which comes before it, is gone".formatted(index));
    }

    private static LedgerException damagedWal(Path file, String why) {
        return new LedgerException(
                "LEDGER_WAL_DAMAGED",
                "write-ahead log '%s' is damaged: %s".formatted(file, why),
                "restore the ledger's folder from a backup; if there is none, move the file away"
                        + " and open the ledger again: what was promised and not yet published in"
                        + " it is lost, all that was published is not");
    }

    private static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }
}
