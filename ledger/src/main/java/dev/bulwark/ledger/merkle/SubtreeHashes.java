package dev.bulwark.ledger.merkle;

/** Where the hashes of a tree come from: an array in memory, tiles on disk. */
@FunctionalInterface
public interface SubtreeHashes {
    /**
     * The root of a perfect subtree. It is only asked for subtrees that lie wholly within the tree.
     *
     * @throws dev.bulwark.kernel.BulwarkException if the hash cannot be read
     */
    TreeHash of(Subtree subtree);
}
