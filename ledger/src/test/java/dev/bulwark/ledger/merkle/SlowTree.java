package dev.bulwark.ledger.merkle;

import java.util.ArrayList;
import java.util.List;

/** The definitions of RFC 9162 §2.1 word for word: the oracle the fast code is held against. */
public final class SlowTree implements SubtreeHashes {
    private final List<TreeHash> leaves;

    public SlowTree(List<TreeHash> leaves) {
        this.leaves = List.copyOf(leaves);
    }

    /** Leaf i is the 8-byte big-endian i, as in the vectors. */
    public static SlowTree counting(int size) {
        List<TreeHash> leaves = new ArrayList<>();
        for (long i = 0; i < size; i++) {
            leaves.add(TreeHashing.leaf(entry(i)));
        }
        return new SlowTree(leaves);
    }

    public static byte[] entry(long index) {
        return java.nio.ByteBuffer.allocate(Long.BYTES).putLong(index).array();
    }

    public MerkleTree tree() {
        return new MerkleTree(this, leaves.size());
    }

    public TreeHash leaf(int index) {
        return leaves.get(index);
    }

    public TreeHash root(int size) {
        return mth(leaves.subList(0, size));
    }

    @Override
    public TreeHash of(Subtree subtree) {
        int width = 1 << subtree.level();
        int begin = Math.toIntExact(subtree.index() * width);
        return mth(leaves.subList(begin, begin + width));
    }

    private static TreeHash mth(List<TreeHash> leaves) {
        if (leaves.isEmpty()) {
            return TreeHashing.emptyRoot();
        }
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        int k = k(leaves.size());
        return TreeHashing.node(mth(leaves.subList(0, k)), mth(leaves.subList(k, leaves.size())));
    }

    /** PATH(m, D_n). */
    public List<TreeHash> path(int m, int n) {
        return path(m, leaves.subList(0, n));
    }

    private static List<TreeHash> path(int m, List<TreeHash> d) {
        List<TreeHash> path = new ArrayList<>();
        if (d.size() == 1) {
            return path;
        }
        int k = k(d.size());
        if (m < k) {
            path.addAll(path(m, d.subList(0, k)));
            path.add(mth(d.subList(k, d.size())));
        } else {
            path.addAll(path(m - k, d.subList(k, d.size())));
            path.add(mth(d.subList(0, k)));
        }
        return path;
    }

    /** PROOF(m, D_n). */
    public List<TreeHash> proof(int m, int n) {
        return subproof(m, leaves.subList(0, n), true);
    }

    private static List<TreeHash> subproof(int m, List<TreeHash> d, boolean b) {
        List<TreeHash> proof = new ArrayList<>();
        if (m == d.size()) {
            if (!b) {
                proof.add(mth(d));
            }
            return proof;
        }
        int k = k(d.size());
        if (m <= k) {
            proof.addAll(subproof(m, d.subList(0, k), b));
            proof.add(mth(d.subList(k, d.size())));
        } else {
            proof.addAll(subproof(m - k, d.subList(k, d.size()), false));
            proof.add(mth(d.subList(0, k)));
        }
        return proof;
    }

    private static int k(int n) {
        int k = 1;
        while (k * 2 < n) {
            k *= 2;
        }
        return k;
    }
}
