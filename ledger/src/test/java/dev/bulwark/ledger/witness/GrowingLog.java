package dev.bulwark.ledger.witness;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.ledger.TestKeys;
import dev.bulwark.ledger.merkle.MerkleTree;
import dev.bulwark.ledger.merkle.Subtree;
import dev.bulwark.ledger.merkle.TreeHash;
import dev.bulwark.ledger.merkle.TreeHashing;
import dev.bulwark.ledger.note.Checkpoint;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.SignedCheckpoint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;

/**
 * A log in memory, of any size, with one history or another.
 *
 * @param history logs of the same key and another history are forks of each other
 */
record GrowingLog(NoteSigner signer, String history) {
    static GrowingLog fresh() {
        return new GrowingLog(NoteSigner.ofLog(TestKeys.ORIGIN, TestKeys.ed25519()), "");
    }

    /** Another history of the same key: the entries from {@code size} on differ. */
    GrowingLog fork() {
        return new GrowingLog(signer, history + "fork");
    }

    private TreeHash hash(Subtree subtree) {
        if (subtree.level() == 0) {
            String entry = history + subtree.index();
            return TreeHashing.leaf(entry.getBytes(StandardCharsets.UTF_8));
        }
        return TreeHashing.node(
                hash(new Subtree(subtree.level() - 1, 2 * subtree.index())),
                hash(new Subtree(subtree.level() - 1, 2 * subtree.index() + 1)));
    }

    MerkleTree tree(long size) {
        return new MerkleTree(this::hash, size);
    }

    SignedCheckpoint at(long size) {
        return at(size, List.of());
    }

    SignedCheckpoint at(long size, List<NoteSigner> cosigners) {
        return SignedCheckpoint.sign(
                new Checkpoint(signer.verifier().name(), size, tree(size).root()),
                signer,
                cosigners);
    }

    List<TreeHash> proof(long from, long to) {
        return from == 0 ? List.of() : tree(to).consistencyProof(from);
    }

    /** Whether another log of the same key had the same entries up to its size. */
    Predicate<SignedCheckpoint> contains(long size) {
        return other -> other.size() <= size && tree(other.size()).root().equals(other.root());
    }

    AddCheckpoint request(long from, long to) {
        return new AddCheckpoint(from, proof(from, to), at(to).note());
    }

    byte[] body(long from, long to) {
        return request(from, to).toBytes();
    }

    static byte[] body(long oldSize, List<TreeHash> proof, Bytes note) {
        return new AddCheckpoint(oldSize, proof, note).toBytes();
    }
}
