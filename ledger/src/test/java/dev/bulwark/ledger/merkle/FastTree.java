package dev.bulwark.ledger.merkle;

import java.util.ArrayList;
import java.util.List;

/** All perfect subtrees of a tree, in memory. */
public final class FastTree implements SubtreeHashes {
    private final List<List<TreeHash>> levels = new ArrayList<>();
    private final int size;

    private FastTree(List<TreeHash> leaves) {
        size = leaves.size();
        List<TreeHash> level = leaves;
        while (!level.isEmpty()) {
            levels.add(level);
            List<TreeHash> above = new ArrayList<>(level.size() / 2);
            for (int i = 0; i + 1 < level.size(); i += 2) {
                above.add(TreeHashing.node(level.get(i), level.get(i + 1)));
            }
            level = above;
        }
    }

    /** Leaf i is the 8-byte big-endian i, as in the vectors. */
    public static FastTree counting(int size) {
        List<TreeHash> leaves = new ArrayList<>(size);
        for (long i = 0; i < size; i++) {
            leaves.add(TreeHashing.leaf(SlowTree.entry(i)));
        }
        return new FastTree(leaves);
    }

    public MerkleTree tree() {
        return new MerkleTree(this, size);
    }

    @Override
    public TreeHash of(Subtree subtree) {
        return levels.get(subtree.level()).get(Math.toIntExact(subtree.index()));
    }
}
