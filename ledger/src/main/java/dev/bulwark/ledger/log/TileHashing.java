package dev.bulwark.ledger.log;

import dev.bulwark.ledger.merkle.Subtree;
import dev.bulwark.ledger.merkle.TreeHash;
import dev.bulwark.ledger.merkle.TreeHashing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hashes over the places of one tile. */
final class TileHashing {
    private TileHashing() {}

    /** The root over {@code count} hashes from place {@code first} on; a power of two of them. */
    static TreeHash fold(byte[] tile, int first, int count) {
        TreeHash[] hashes = new TreeHash[count];
        for (int i = 0; i < count; i++) {
            hashes[i] = TreeHash.at(tile, (first + i) * TreeHash.SIZE);
        }
        for (int width = count; width > 1; width /= 2) {
            for (int i = 0; i < width / 2; i++) {
                hashes[i] = TreeHashing.node(hashes[2 * i], hashes[2 * i + 1]);
            }
        }
        return hashes[0];
    }

    /**
     * Joins the first {@code width} hashes of a tile with the root of all that lies right of them.
     *
     * @param right null if nothing does
     */
    static @Nullable TreeHash join(byte[] tile, int width, @Nullable TreeHash right) {
        List<Subtree> subtrees = Subtree.covering(0, width);
        TreeHash root = right;
        for (Subtree subtree : subtrees.reversed()) {
            int count = 1 << subtree.level();
            TreeHash left = fold(tile, (int) subtree.index() * count, count);
            root = root == null ? left : TreeHashing.node(left, root);
        }
        return root;
    }
}
