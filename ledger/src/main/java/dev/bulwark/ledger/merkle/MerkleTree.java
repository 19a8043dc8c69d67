package dev.bulwark.ledger.merkle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A tree of a given size over hashes that live elsewhere; makes roots and proofs. Each costs {@code
 * O(log² size)} hashes and at most {@code 2·log₂(size)} look-ups a range.
 *
 * <p><b>Does not guarantee</b> that the hashes it is given belong together: whoever reads them from
 * a place that may be damaged verifies the proof before handing it on.
 *
 * @param hashes the perfect subtrees of the tree
 * @param size number of leaves, {@code >= 0}
 */
public record MerkleTree(SubtreeHashes hashes, long size) {
    public MerkleTree {
        if (size < 0) {
            throw new IllegalArgumentException("size must be >= 0, but was " + size);
        }
    }

    /** The root (RFC 9162 §2.1.1). */
    public TreeHash root() {
        return rootAt(size);
    }

    /**
     * The root the tree had when it was smaller.
     *
     * @throws IllegalArgumentException unless {@code 0 <= earlierSize <= size}
     */
    public TreeHash rootAt(long earlierSize) {
        requireWithin(earlierSize);
        return earlierSize == 0 ? TreeHashing.emptyRoot() : range(0, earlierSize);
    }

    /**
     * The inclusion proof of a leaf, from its sibling upward (RFC 9162 §2.1.3.1).
     *
     * @throws IllegalArgumentException unless {@code 0 <= index < size}
     */
    public List<TreeHash> inclusionProof(long index) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException(
                    "no entry " + index + " in a tree of " + size + " entries");
        }
        List<TreeHash> fromTheTop = new ArrayList<>();
        long low = 0;
        long high = size;
        while (high - low > 1) {
            long middle = low + split(high - low);
            if (index < middle) {
                fromTheTop.add(range(middle, high));
                high = middle;
            } else {
                fromTheTop.add(range(low, middle));
                low = middle;
            }
        }
        Collections.reverse(fromTheTop);
        return List.copyOf(fromTheTop);
    }

    /**
     * The proof that this tree only appends to the one it was at {@code earlierSize} (RFC 9162
     * §2.1.4.1). Empty if the sizes are equal.
     *
     * @throws IllegalArgumentException unless {@code 1 <= earlierSize <= size}: nothing can be
     *     proved of an empty tree, and every tree appends to it
     */
    public List<TreeHash> consistencyProof(long earlierSize) {
        requireWithin(earlierSize);
        if (earlierSize == 0) {
            throw new IllegalArgumentException("a consistency proof starts at size 1 or more");
        }
        List<TreeHash> fromTheTop = new ArrayList<>();
        long low = 0;
        long high = size;
        boolean earlierTreeIsTheLeftEdge = true;
        while (earlierSize != high) {
            long middle = low + split(high - low);
            if (earlierSize <= middle) {
                fromTheTop.add(range(middle, high));
                high = middle;
            } else {
                fromTheTop.add(range(low, middle));
                low = middle;
                earlierTreeIsTheLeftEdge = false;
            }
        }
        if (!earlierTreeIsTheLeftEdge) {
            fromTheTop.add(range(low, high));
        }
        Collections.reverse(fromTheTop);
        return List.copyOf(fromTheTop);
    }

    private void requireWithin(long earlierSize) {
        if (earlierSize < 0 || earlierSize > size) {
            throw new IllegalArgumentException(
                    "size must be in [0, %d], but was %d".formatted(size, earlierSize));
        }
    }

    /** The root over {@code [begin, end)}, whose perfect subtrees only shrink to the right. */
    private TreeHash range(long begin, long end) {
        List<Subtree> subtrees = Subtree.covering(begin, end);
        TreeHash root = hashes.of(subtrees.getLast());
        for (int i = subtrees.size() - 2; i >= 0; i--) {
            root = TreeHashing.node(hashes.of(subtrees.get(i)), root);
        }
        return root;
    }

    /** The largest power of two below {@code width}, which is at least 2. */
    private static long split(long width) {
        return Long.highestOneBit(width - 1);
    }
}
