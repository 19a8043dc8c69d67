package dev.bulwark.ledger.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every proof of every tree up to 40 leaves, against the definitions and against forgers. */
class MerkleProofTest {
    private static final int LARGEST = 40;
    private static final SlowTree SLOW = SlowTree.counting(LARGEST);

    @Test
    void makesTheInclusionProofsTheStandardDefines() {
        for (int size = 1; size <= LARGEST; size++) {
            MerkleTree tree = new MerkleTree(SLOW, size);
            assertThat(tree.root()).isEqualTo(SLOW.root(size));
            for (int index = 0; index < size; index++) {
                List<TreeHash> proof = tree.inclusionProof(index);
                assertThat(proof).isEqualTo(SLOW.path(index, size));
                assertThat(
                                MerkleVerifier.inclusion(
                                        index, size, SLOW.leaf(index), proof, SLOW.root(size)))
                        .isEqualTo(new ProofVerdict.Proven());
            }
        }
    }

    @Test
    void makesTheConsistencyProofsTheStandardDefines() {
        for (int size = 1; size <= LARGEST; size++) {
            MerkleTree tree = new MerkleTree(SLOW, size);
            for (int old = 1; old <= size; old++) {
                List<TreeHash> proof = tree.consistencyProof(old);
                assertThat(proof).isEqualTo(SLOW.proof(old, size));
                assertThat(
                                MerkleVerifier.consistency(
                                        old, size, SLOW.root(old), SLOW.root(size), proof))
                        .isEqualTo(new ProofVerdict.Proven());
            }
        }
    }

    @Test
    void refusesAnInclusionProofThatIsLongerShorterReorderedOrAltered() {
        for (int size = 1; size <= LARGEST; size++) {
            MerkleTree tree = new MerkleTree(SLOW, size);
            for (int index = 0; index < size; index++) {
                for (List<TreeHash> forged : forgeries(tree.inclusionProof(index))) {
                    assertRefuted(
                            MerkleVerifier.inclusion(
                                    index, size, SLOW.leaf(index), forged, SLOW.root(size)));
                }
            }
        }
    }

    @Test
    void refusesAConsistencyProofThatIsLongerShorterReorderedOrAltered() {
        for (int size = 1; size <= LARGEST; size++) {
            MerkleTree tree = new MerkleTree(SLOW, size);
            for (int old = 1; old <= size; old++) {
                for (List<TreeHash> forged : forgeries(tree.consistencyProof(old))) {
                    assertRefuted(
                            MerkleVerifier.consistency(
                                    old, size, SLOW.root(old), SLOW.root(size), forged));
                }
            }
        }
    }

    @Test
    void refusesAnInclusionProofForAnotherIndexLeafRootOrSize() {
        for (int size = 2; size <= LARGEST; size++) {
            MerkleTree tree = new MerkleTree(SLOW, size);
            for (int index = 0; index < size; index++) {
                List<TreeHash> proof = tree.inclusionProof(index);
                TreeHash root = SLOW.root(size);
                int other = (index + 1) % size;
                assertRefuted(MerkleVerifier.inclusion(other, size, SLOW.leaf(index), proof, root));
                assertRefuted(MerkleVerifier.inclusion(index, size, SLOW.leaf(other), proof, root));
                assertRefuted(
                        MerkleVerifier.inclusion(
                                index, size, SLOW.leaf(index), proof, SLOW.root(size - 1)));
                assertRefuted(
                        MerkleVerifier.inclusion(index, 2L * size, SLOW.leaf(index), proof, root));
            }
        }
    }

    @Test
    void refusesIndexesAndSizesThatMakeNoSense() {
        TreeHash hash = SLOW.leaf(0);
        long[][] indexesAndSizes = {
            {0, 0}, {1, 1}, {-1, 1}, {0, -1}, {5, 3}, {Long.MAX_VALUE, Long.MAX_VALUE}
        };
        for (long[] pair : indexesAndSizes) {
            assertRefuted(MerkleVerifier.inclusion(pair[0], pair[1], hash, List.of(), hash));
        }
        TreeHash empty = TreeHashing.emptyRoot();
        assertRefuted(MerkleVerifier.consistency(0, 0, empty, empty, List.of()));
        assertRefuted(MerkleVerifier.consistency(0, 1, empty, hash, List.of()));
        assertRefuted(MerkleVerifier.consistency(2, 1, hash, hash, List.of()));
        assertRefuted(MerkleVerifier.consistency(-1, 1, hash, hash, List.of()));
        assertRefuted(MerkleVerifier.consistency(-2, -1, hash, hash, List.of()));
        assertRefuted(MerkleVerifier.consistency(1, 1, hash, hash, List.of(hash)));
    }

    @Test
    void refusesSubtreesThatAreNotAligned() {
        TreeHash hash = SLOW.leaf(0);
        assertRefuted(MerkleVerifier.subtreeInclusion(3, 3, 5, hash, List.of(hash), hash));
        assertRefuted(MerkleVerifier.subtreeInclusion(1, 2, 3, hash, List.of(), hash));
        assertRefuted(MerkleVerifier.subtreeConsistency(1, 3, 8, hash, hash, List.of(hash, hash)));
        assertRefuted(
                MerkleVerifier.subtreeConsistency(
                        1, Long.MAX_VALUE, Long.MAX_VALUE, hash, hash, List.of(hash)));
    }

    @Test
    void provesLargeTreesInAsManyStepsAsTheyHaveLevels() {
        SubtreeHashes sameEverywhere = subtree -> SLOW.leaf(subtree.level() % LARGEST);
        MerkleTree tree = new MerkleTree(sameEverywhere, Long.MAX_VALUE);
        assertThat(tree.inclusionProof(Long.MAX_VALUE - 1)).hasSizeLessThanOrEqualTo(63);
        assertThat(tree.inclusionProof(0)).hasSize(63);
        assertThat(new MerkleTree(sameEverywhere, 1_000_000).inclusionProof(123_456)).hasSize(20);
    }

    @Test
    void refusesToMakeProofsThatCannotExist() {
        MerkleTree tree = new MerkleTree(SLOW, 5);
        assertThatThrownBy(() -> tree.inclusionProof(5))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tree.inclusionProof(-1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tree.consistencyProof(0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tree.consistencyProof(6))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MerkleTree(SLOW, -1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsLeavesAndNodesApart() {
        TreeHash left = SLOW.leaf(0);
        TreeHash right = SLOW.leaf(1);
        byte[] both = new byte[2 * TreeHash.SIZE];
        left.copyTo(both, 0);
        right.copyTo(both, TreeHash.SIZE);
        assertThat(TreeHashing.leaf(both)).isNotEqualTo(TreeHashing.node(left, right));
    }

    private static List<List<TreeHash>> forgeries(List<TreeHash> proof) {
        TreeHash foreign = TreeHashing.leaf(new byte[] {42});
        List<List<TreeHash>> forged = new ArrayList<>();
        for (int i = 0; i <= proof.size(); i++) {
            List<TreeHash> longer = new ArrayList<>(proof);
            longer.add(i, foreign);
            forged.add(longer);
        }
        for (int i = 0; i < proof.size(); i++) {
            List<TreeHash> shorter = new ArrayList<>(proof);
            shorter.remove(i);
            forged.add(shorter);
            List<TreeHash> altered = new ArrayList<>(proof);
            byte[] bytes = proof.get(i).bytes();
            bytes[i % TreeHash.SIZE] ^= 1;
            altered.set(i, TreeHash.of(bytes));
            forged.add(altered);
        }
        if (proof.size() > 1) {
            List<TreeHash> reversed = new ArrayList<>(proof);
            Collections.reverse(reversed);
            forged.add(reversed);
        }
        return forged;
    }

    private static void assertRefuted(ProofVerdict verdict) {
        assertThat(verdict).isInstanceOf(ProofVerdict.Refuted.class);
    }
}
