package dev.bulwark.ledger.log;

import dev.bulwark.ledger.merkle.TreeHash;
import dev.bulwark.ledger.merkle.TreeHashing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The right edge of a growing tree: the tile of every level that is not full yet. All that is
 * needed to append, and to know the root, in at most 64 KiB. Not thread-safe.
 */
final class TreeEdge {
    private static final int TILE_BYTES = TilePath.FULL * TreeHash.SIZE;

    private final List<byte[]> tiles = new ArrayList<>();
    private final Map<TilePath, byte[]> finished = new LinkedHashMap<>();
    private long size;

    /** The edge of the empty tree. */
    TreeEdge() {}

    /**
     * The edge of a tree of {@code size} entries.
     *
     * @param partial gives the bytes of a tile that is not full
     */
    TreeEdge(long size, java.util.function.Function<TilePath, byte[]> partial) {
        this.size = size;
        for (int level = 0; TilePath.hashesAt(level, size) > 0; level++) {
            int width = width(level);
            byte[] tile = new byte[TILE_BYTES];
            if (width > 0) {
                byte[] stored = partial.apply(path(level, width));
                System.arraycopy(stored, 0, tile, 0, width * TreeHash.SIZE);
            }
            tiles.add(tile);
            if (level == TilePath.HIGHEST_LEVEL) {
                break;
            }
        }
    }

    /** A copy that can be appended to without changing this one. */
    TreeEdge copy() {
        TreeEdge copy = new TreeEdge();
        copy.size = size;
        tiles.forEach(tile -> copy.tiles.add(tile.clone()));
        return copy;
    }

    long size() {
        return size;
    }

    void append(TreeHash leaf) {
        TreeHash hash = leaf;
        long at = size;
        size = Math.addExact(size, 1);
        for (int level = 0; level <= TilePath.HIGHEST_LEVEL; level++) {
            if (level == tiles.size()) {
                tiles.add(new byte[TILE_BYTES]);
            }
            byte[] tile = tiles.get(level);
            int place = (int) (at % TilePath.FULL);
            hash.copyTo(tile, place * TreeHash.SIZE);
            if (place < TilePath.FULL - 1) {
                return;
            }
            at /= TilePath.FULL;
            finished.put(new TilePath(level, at, TilePath.FULL), tile.clone());
            hash = TileHashing.fold(tile, 0, TilePath.FULL);
        }
    }

    /** The root over everything appended. */
    TreeHash root() {
        @Nullable TreeHash root = null;
        for (int level = 0; level < tiles.size(); level++) {
            root = TileHashing.join(tiles.get(level), width(level), root);
        }
        return root == null ? TreeHashing.emptyRoot() : root;
    }

    /** The tiles that became full since this edge was made. */
    Map<TilePath, byte[]> finished() {
        return finished;
    }

    /** The tiles that are not full and not empty, from level 0 up. */
    Map<TilePath, byte[]> partial() {
        Map<TilePath, byte[]> partial = new LinkedHashMap<>();
        for (int level = 0; level < tiles.size(); level++) {
            int width = width(level);
            if (width > 0) {
                partial.put(
                        path(level, width), Arrays.copyOf(tiles.get(level), width * TreeHash.SIZE));
            }
        }
        return partial;
    }

    private int width(int level) {
        return (int) (TilePath.hashesAt(level, size) % TilePath.FULL);
    }

    private TilePath path(int level, int width) {
        return new TilePath(level, TilePath.hashesAt(level, size) / TilePath.FULL, width);
    }
}
