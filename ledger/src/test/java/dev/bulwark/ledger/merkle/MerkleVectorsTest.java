package dev.bulwark.ledger.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.SharedVectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every case of transparency-dev/merkle's testdata and of {@code own/tlog/merkle-own.json} (made by
 * another implementation).
 */
class MerkleVectorsTest {
    private static final Pattern RANGE = Pattern.compile("uint64\\((\\d+)\\)");

    @Test
    void decidesEveryPublishedCaseAsPublished() throws IOException {
        Path folder = SharedVectors.folder("merkle/testdata");
        int accepted = 0;
        int refused = 0;
        for (Path file : jsonFiles(folder)) {
            Json.Obj vector = SharedVectors.json(file);
            boolean proven = isProven(folder.relativize(file).getName(0).toString(), vector);
            assertThat(proven).as(file.toString()).isNotEqualTo(vector.bool("wantErr"));
            accepted += proven ? 1 : 0;
            refused += proven ? 0 : 1;
        }
        assertThat(List.of(accepted, refused)).containsExactly(23, 263);
    }

    @Test
    void hasTheRootsOfAnotherImplementation() {
        Json.Obj own = SharedVectors.json(SharedVectors.folder("own/tlog/merkle-own.json"));
        FastTree tree = FastTree.counting(70_000);
        for (Map.Entry<String, Json> root : own.object("roots").members().entrySet()) {
            long size = Long.parseLong(root.getKey());
            assertThat(tree.tree().rootAt(size).toBase64())
                    .as("size " + size)
                    .isEqualTo(own.object("roots").string(root.getKey()));
        }
        assertThat(own.object("roots").members()).hasSize(10);
    }

    @Test
    void makesTheProofsOfAnotherImplementation() {
        Json.Obj own = SharedVectors.json(SharedVectors.folder("own/tlog/merkle-own.json"));
        FastTree leaves = FastTree.counting(70_000);
        for (Json.Obj vector : own.objects("inclusion")) {
            MerkleTree tree = new MerkleTree(leaves, vector.integer("size"));
            List<TreeHash> proof = tree.inclusionProof(vector.integer("index"));
            assertThat(proof).isEqualTo(SharedVectors.hashes(vector.strings("proof")));
            assertThat(
                            MerkleVerifier.inclusion(
                                    vector.integer("index"),
                                    tree.size(),
                                    leaves.of(new Subtree(0, vector.integer("index"))),
                                    proof,
                                    tree.root()))
                    .isEqualTo(new ProofVerdict.Proven());
        }
        for (Json.Obj vector : own.objects("consistency")) {
            MerkleTree tree = new MerkleTree(leaves, vector.integer("n"));
            List<TreeHash> proof = tree.consistencyProof(vector.integer("m"));
            assertThat(proof).isEqualTo(SharedVectors.hashes(vector.strings("proof")));
            assertThat(
                            MerkleVerifier.consistency(
                                    vector.integer("m"),
                                    tree.size(),
                                    tree.rootAt(vector.integer("m")),
                                    tree.root(),
                                    proof))
                    .isEqualTo(new ProofVerdict.Proven());
        }
    }

    @Test
    void coversTheRangesOfTheFuzzCorpusWithoutGapOrOverlap() throws IOException {
        Path folder = SharedVectors.folder("merkle/compact/testdata/fuzz/FuzzRangeNodes");
        int checked = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Matcher numbers = RANGE.matcher(Files.readString(file));
                assertThat(numbers.find()).isTrue();
                long first = Long.parseUnsignedLong(numbers.group(1));
                assertThat(numbers.find()).isTrue();
                long second = Long.parseUnsignedLong(numbers.group(1));
                if (first >= 0 && first <= second) {
                    assertCovers(first, second);
                    checked++;
                }
            }
        }
        assertThat(checked).isPositive();
    }

    private static void assertCovers(long begin, long end) {
        long at = begin;
        for (Subtree subtree : Subtree.covering(begin, end)) {
            assertThat(subtree.index() << subtree.level()).isEqualTo(at);
            at += 1L << subtree.level();
        }
        assertThat(at).isEqualTo(end);
    }

    private static List<Path> jsonFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }

    /** A case with a hash of the wrong length cannot even be stated in our types: refused. */
    private static boolean isProven(String kind, Json.Obj vector) {
        try {
            return verdict(kind, vector).isProven();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static ProofVerdict verdict(String kind, Json.Obj v) {
        List<TreeHash> proof = new ArrayList<>();
        if (v.get("proof").orElseThrow() instanceof Json.Arr) {
            proof.addAll(SharedVectors.hashes(v.strings("proof")));
        }
        return switch (kind) {
            case "inclusion" ->
                    MerkleVerifier.inclusion(
                            integer(v, "leafIdx"),
                            integer(v, "treeSize"),
                            root(v, "leafHash"),
                            proof,
                            root(v, "root"));
            case "subtreeinclusion" ->
                    MerkleVerifier.subtreeInclusion(
                            integer(v, "leafIdx"),
                            integer(v, "start"),
                            integer(v, "end"),
                            root(v, "leafHash"),
                            proof,
                            root(v, "root"));
            case "consistency" ->
                    MerkleVerifier.consistency(
                            integer(v, "size1"),
                            integer(v, "size2"),
                            root(v, "root1"),
                            root(v, "root2"),
                            proof);
            case "subtreeconsistency" ->
                    MerkleVerifier.subtreeConsistency(
                            integer(v, "start"),
                            integer(v, "end"),
                            integer(v, "size"),
                            root(v, "root1"),
                            root(v, "root2"),
                            proof);
            default -> throw new AssertionError(kind);
        };
    }

    /** Sizes are unsigned in the vectors (index − 1 of 0 is 2^64 − 1); ours end at 2^63 − 1. */
    private static long integer(Json.Obj vector, String name) {
        return vector.get(name).orElseThrow() instanceof Json.Num(String literal)
                ? Long.parseUnsignedLong(literal)
                : vector.integer(name);
    }

    /**
     * A root. Where the source wrote the text "don't care 1" or "2" for a root whose value does not
     * matter, the SHA-256 of that text stands in, for our roots are always 32 bytes.
     */
    private static TreeHash root(Json.Obj vector, String name) {
        byte[] value = Base64.getDecoder().decode(vector.string(name));
        boolean placeholder =
                new String(value, StandardCharsets.ISO_8859_1).startsWith("don't care ");
        return placeholder
                ? TreeHash.of(dev.bulwark.kernel.Digest.of(value).bytes())
                : TreeHash.of(value);
    }
}
