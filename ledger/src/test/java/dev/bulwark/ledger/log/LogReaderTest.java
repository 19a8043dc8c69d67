package dev.bulwark.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.ledger.merkle.TreeHash;
import dev.bulwark.ledger.merkle.TreeHashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading a log of 300 entries in one go, from anywhere, and from damaged files. */
class LogReaderTest {
    private static final int SIZE = 300;

    @TempDir private Path folder;
    private LogReader reader;
    private TreeHash[] roots;

    @BeforeEach
    void log() {
        try (TransparencyLog log = LogFixture.open(folder)) {
            log.append(LogFixture.entries(0, SIZE));
        }
        reader = LogReader.open(folder, LogFixture.KEY);
        roots = new TreeHash[SIZE + 1];
        TreeEdge edge = new TreeEdge();
        for (int i = 0; i < SIZE; i++) {
            roots[i] = edge.root();
            edge.append(TreeHashing.leaf(LogFixture.entry(i).toBytes()));
        }
        roots[SIZE] = edge.root();
    }

    private static EntryVisitor into(List<Long> seen) {
        return (index, entry) -> {
            assertThat(LogEntry.parse(entry)).isEqualTo(LogFixture.entry(index));
            seen.add(index);
        };
    }

    @Test
    void handsOutEveryEntryOnceAndInOrder() {
        List<Long> seen = new ArrayList<>();
        reader.scan(into(seen));
        assertThat(seen).hasSize(SIZE).startsWith(0L, 1L).endsWith(299L).isSorted();
    }

    @Test
    void goesOnFromWhatTheCallerKnows() {
        for (int from : new int[] {0, 1, 255, 256, 257, 299, 300}) {
            List<Long> seen = new ArrayList<>();
            assertThat(reader.scan(from, roots[from], into(seen))).as("from " + from).isTrue();
            assertThat(seen).hasSize(SIZE - from);
            if (from < SIZE) {
                assertThat(seen.getFirst()).isEqualTo(from);
            }
        }
    }

    @Test
    void handsOutNothingToACallerWhoKnowsAnotherLog() {
        for (int from : new int[] {0, 1, 256, 300}) {
            List<Long> seen = new ArrayList<>();
            assertThat(reader.scan(from, TreeHashing.leaf(new byte[] {9}), into(seen))).isFalse();
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void refusesAStartOutsideTheLog() {
        for (long from : new long[] {-1, SIZE + 1}) {
            assertThatThrownBy(() -> reader.scan(from, roots[0], (_, _) -> {}))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesEntriesThatDoNotLeadToTheRoot() throws IOException {
        LogFixture.flip(folder.resolve("tile/entries/001.p/44"), 40, 1);
        assertDamaged(() -> reader.scan((_, _) -> {}));
        assertDamaged(() -> reader.scan(256, roots[256], (_, _) -> {}));
        assertDamaged(() -> reader.entryBytes(256));
        assertThat(reader.entry(0)).isEqualTo(LogFixture.entry(0));
    }

    @Test
    void refusesProofsFromTilesThatDoNotLeadToTheRoot() throws IOException {
        LogFixture.flip(folder.resolve("tile/0/001.p/44"), 40, 1);
        assertDamaged(() -> reader.inclusionProof(257));
        assertDamaged(() -> reader.proof(256));
    }

    @Test
    void refusesTilesOfAnotherLength() throws IOException {
        for (int length : new int[] {44 * 32 - 1, 44 * 32 + 1, 43 * 32, 256 * 32 + 1, 0}) {
            Files.write(folder.resolve("tile/0/001.p/44"), new byte[length]);
            assertThatThrownBy(() -> LogReader.open(folder, LogFixture.KEY).inclusionProof(257))
                    .as("length " + length)
                    .isInstanceOf(LedgerException.class);
        }
    }

    @Test
    void readsAPartialTileFromTheFullOneInItsPlace() throws IOException {
        try (TransparencyLog log = LogFixture.open(folder)) {
            log.append(LogFixture.entries(SIZE, 220));
        }
        assertThat(folder.resolve("tile/0/001.p/44")).doesNotExist();
        assertThat(reader.entry(299)).isEqualTo(LogFixture.entry(299));
        assertThat(reader.inclusionProof(299)).isNotEmpty();
        List<Long> seen = new ArrayList<>();
        reader.scan(into(seen));
        assertThat(seen).hasSize(SIZE);
    }

    @Test
    void saysThatAMissingFileCannotBeRead() throws IOException {
        Files.delete(folder.resolve("tile/entries/000"));
        assertThatThrownBy(() -> reader.entry(3))
                .isInstanceOfSatisfying(
                        LedgerException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo("LEDGER_UNREADABLE");
                            assertThat(e.what()).contains("tile/entries/000");
                        });
        assertThatThrownBy(() -> LogReader.open(folder.resolve("nothing"), LogFixture.KEY))
                .isInstanceOfSatisfying(
                        LedgerException.class,
                        e -> assertThat(e.code()).isEqualTo("LEDGER_UNREADABLE"));
    }

    @Test
    void refusesEntriesBeyondTheEnd() {
        for (long index : new long[] {-1, SIZE}) {
            assertThatThrownBy(() -> reader.entry(index))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> reader.inclusionProof(index))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void provesNothingToTheCheckpointOfAnotherLog() {
        Path other = folder.resolve("other");
        try (TransparencyLog log =
                TransparencyLog.open(other, "elsewhere.test/log", LogFixture.PAIR)) {
            log.append(LogFixture.entries(0, 1));
            assertThatThrownBy(() -> reader.consistencyProof(log.checkpoint()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("elsewhere.test/log");
        }
    }

    private static void assertDamaged(Runnable reading) {
        assertThatThrownBy(reading::run)
                .isInstanceOfSatisfying(
                        LedgerException.class,
                        e -> assertThat(e.code()).isEqualTo("LEDGER_DAMAGED"));
    }
}
