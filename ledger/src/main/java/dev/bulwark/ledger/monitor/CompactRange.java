package dev.bulwark.ledger.monitor;

import dev.bulwark.ledger.merkle.TreeHash;
import dev.bulwark.ledger.merkle.TreeHashing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tree that only grows, as the roots of its perfect subtrees from left to right: all that is
 * needed to append and to know the root, in at most 63 hashes. Not thread-safe.
 */
final class CompactRange {
    private final List<TreeHash> subtrees;
    private long size;

    private CompactRange(long size, List<TreeHash> subtrees) {
        this.size = size;
        this.subtrees = new ArrayList<>(subtrees);
    }

    static CompactRange empty() {
        return new CompactRange(0, List.of());
    }

    /**
     * @throws IllegalArgumentException unless there are as many hashes as {@code size} has ones
     */
    static CompactRange of(long size, List<TreeHash> subtrees) {
        if (size < 0 || subtrees.size() != Long.bitCount(size)) {
            throw new IllegalArgumentException(
                    "a tree of %d leaves is not %d subtrees".formatted(size, subtrees.size()));
        }
        return new CompactRange(size, subtrees);
    }

    CompactRange copy() {
        return new CompactRange(size, subtrees);
    }

    void append(TreeHash leaf) {
        TreeHash hash = leaf;
        for (long rest = size; (rest & 1) == 1; rest >>>= 1) {
            hash = TreeHashing.node(subtrees.removeLast(), hash);
        }
        subtrees.add(hash);
        size = Math.addExact(size, 1);
    }

    TreeHash root() {
        @Nullable TreeHash root = null;
        for (TreeHash subtree : subtrees.reversed()) {
            root = root == null ? subtree : TreeHashing.node(subtree, root);
        }
        return root == null ? TreeHashing.emptyRoot() : root;
    }

    long size() {
        return size;
    }

    List<TreeHash> subtrees() {
        return List.copyOf(subtrees);
    }
}
