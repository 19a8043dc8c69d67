package dev.bulwark.ledger.merkle;

import java.util.List;

/**
 * Checks proofs against roots that the caller trusts.
 *
 * <p><b>Guarantees:</b> {@link ProofVerdict.Proven} is only said if the proof has exactly the
 * hashes it needs and leads to the root; every index and size that makes no sense, a missing, extra
 * or altered hash, and a tree that shrinks are refused. Bounded: at most 63 steps.
 *
 * <p><b>Does not guarantee</b> that the root itself is genuine: a signed checkpoint says that.
 */
public final class MerkleVerifier {
    private static final ProofVerdict PROVEN = new ProofVerdict.Proven();

    private MerkleVerifier() {}

    /**
     * Whether {@code leaf} is entry {@code index} of the tree (RFC 9162 §2.1.3.2).
     *
     * @param leaf {@link TreeHashing#leaf} of the entry
     * @param proof from the leaf's sibling upward
     */
    public static ProofVerdict inclusion(
            long index, long size, TreeHash leaf, List<TreeHash> proof, TreeHash root) {
        if (index < 0 || index >= size) {
            return refuted("no entry " + index + " in a tree of " + size + " entries");
        }
        long node = index;
        long last = size - 1;
        TreeHash hash = leaf;
        for (TreeHash sibling : proof) {
            if (last == 0) {
                return refuted("the proof has more hashes than the tree has levels");
            }
            if (isRight(node) || node == last) { // so node is not 0, for last is not
                hash = TreeHashing.node(sibling, hash);
                int skipped = Long.numberOfTrailingZeros(node);
                node >>>= skipped;
                last >>>= skipped;
            } else {
                hash = TreeHashing.node(hash, sibling);
            }
            node >>>= 1;
            last >>>= 1;
        }
        if (last != 0) {
            return refuted("the proof has fewer hashes than the tree has levels");
        }
        return hash.equals(root) ? PROVEN : refuted("the proof leads to another root");
    }

    /**
     * Whether {@code leaf} is entry {@code index} of the tree of which {@code [start, end)} is a
     * subtree with root {@code subtreeRoot}.
     *
     * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-plants-merkle-tree-certs/">Merkle
     *     Tree Certificates, "Subtree inclusion proofs"</a>
     */
    public static ProofVerdict subtreeInclusion(
            long index,
            long start,
            long end,
            TreeHash leaf,
            List<TreeHash> proof,
            TreeHash subtreeRoot) {
        if (!isSubtree(start, end) || index < start) {
            return refuted("entry %d is not in a subtree [%d, %d)".formatted(index, start, end));
        }
        return inclusion(index - start, end - start, leaf, proof, subtreeRoot);
    }

    /**
     * Whether the tree of {@code newSize} only appends to that of {@code oldSize} (RFC 9162
     * §2.1.4.2). An {@code oldSize} of 0 is refused: it would prove nothing.
     */
    public static ProofVerdict consistency(
            long oldSize, long newSize, TreeHash oldRoot, TreeHash newRoot, List<TreeHash> proof) {
        if (oldSize == 0) {
            return refuted("nothing can be proved from an empty tree");
        }
        return subtreeConsistency(0, oldSize, newSize, oldRoot, newRoot, proof);
    }

    /**
     * Whether the subtree {@code [start, end)} with root {@code subtreeRoot} is part of the tree of
     * {@code size} leaves. The empty subtree is part of every tree, with an empty proof.
     *
     * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-plants-merkle-tree-certs/">Merkle
     *     Tree Certificates, "Subtree consistency proofs"</a>
     */
    public static ProofVerdict subtreeConsistency(
            long start,
            long end,
            long size,
            TreeHash subtreeRoot,
            TreeHash root,
            List<TreeHash> proof) {
        if (!isSubtree(start, end)) {
            return refuted("[%d, %d) is not a subtree".formatted(start, end));
        }
        if (end > size) {
            return refuted("the tree shrinks from " + end + " to " + size);
        }
        if (start == end) {
            return proof.isEmpty() && subtreeRoot.equals(TreeHashing.emptyRoot())
                    ? PROVEN
                    : refuted("an empty subtree has the empty root and needs no proof");
        }
        return climb(start, end - 1, size - 1, subtreeRoot, root, proof);
    }

    private static ProofVerdict climb(
            long start,
            long lastOfSubtree,
            long lastOfTree,
            TreeHash subtreeRoot,
            TreeHash root,
            List<TreeHash> proof) {
        int skipped = levelsInsideBoth(start, lastOfSubtree, lastOfTree);
        long left = start >>> skipped;
        long node = lastOfSubtree >>> skipped;
        long last = lastOfTree >>> skipped;
        int next = 0;
        TreeHash seed = subtreeRoot;
        if (left != node) {
            if (proof.isEmpty()) {
                return refuted("the proof is empty, but the sizes differ");
            }
            seed = proof.get(next++);
        }
        TreeHash ofSubtree = seed;
        TreeHash ofTree = seed;
        for (; next < proof.size(); next++) {
            TreeHash sibling = proof.get(next);
            if (last == 0) {
                return refuted("the proof has more hashes than the tree has levels");
            }
            if (isRight(node) || node == last) {
                if (left < node) {
                    ofSubtree = TreeHashing.node(sibling, ofSubtree);
                }
                ofTree = TreeHashing.node(sibling, ofTree);
                int over = Long.numberOfTrailingZeros(node);
                left >>>= over;
                node >>>= over;
                last >>>= over;
            } else {
                ofTree = TreeHashing.node(ofTree, sibling);
            }
            left >>>= 1;
            node >>>= 1;
            last >>>= 1;
        }
        return verdict(last, ofSubtree.equals(subtreeRoot), ofTree.equals(root));
    }

    private static ProofVerdict verdict(long levelsLeft, boolean oldHolds, boolean newHolds) {
        if (levelsLeft != 0) {
            return refuted("the proof has fewer hashes than the tree has levels");
        }
        if (!oldHolds) {
            return refuted("the proof leads to another root of the smaller tree");
        }
        return newHolds ? PROVEN : refuted("the proof leads to another root of the larger tree");
    }

    /** The levels over which both trees share the node at the subtree's right edge. */
    private static int levelsInsideBoth(long start, long lastOfSubtree, long lastOfTree) {
        int levels = 0;
        while (start >>> levels != lastOfSubtree >>> levels
                && (lastOfSubtree == lastOfTree || isRight(lastOfSubtree >>> levels))) {
            levels++;
        }
        return levels;
    }

    /** Whether {@code start} is aligned to the smallest power of two that holds the width. */
    private static boolean isSubtree(long start, long end) {
        if (start < 0 || end < start) {
            return false;
        }
        long width = end - start;
        int level = width <= 1 ? 0 : Long.SIZE - Long.numberOfLeadingZeros(width - 1);
        return level >= Long.SIZE - 1 ? start == 0 : (start & ((1L << level) - 1)) == 0;
    }

    private static boolean isRight(long node) {
        return (node & 1) == 1;
    }

    private static ProofVerdict refuted(String why) {
        return new ProofVerdict.Refuted(why);
    }
}
