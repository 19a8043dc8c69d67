package dev.bulwark.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.BulwarkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFsckTest {
    private static final long SEED = Long.getLong("bulwark.seed", 4_711L);

    @TempDir private Path folder;

    private LogCheck check() {
        return LogFsck.check(folder, LogFixture.KEY);
    }

    private void fill(int... batches) {
        try (TransparencyLog log = LogFixture.open(folder)) {
            for (int batch : batches) {
                log.append(LogFixture.entries(log.checkpoint().size(), batch));
            }
        }
    }

    @Test
    void namesTheFileOfEveryFlippedByteOfASmallLog() throws IOException {
        fill(1, 1);
        List<Path> files = LogFixture.files(folder);
        SplittableRandom random = new SplittableRandom(SEED);
        System.out.println("seed " + SEED);
        int flipped = 0;
        for (Path file : files) {
            String name = folder.relativize(file).toString();
            long size = Files.size(file);
            for (int at = 0; at < size; at++) {
                int bit = random.nextInt(8);
                LogFixture.flip(file, at, bit);
                LogCheck check = check();
                assertThat(check.isClean()).as(name + " byte " + at).isFalse();
                assertThat(check.findings().getFirst().file()).isEqualTo(name);
                LogFixture.flip(file, at, bit);
                flipped++;
            }
        }
        assertThat(flipped).isGreaterThan(1_000);
        assertThat(check()).isEqualTo(new LogCheck(2, List.of()));
    }

    @Test
    void namesTheFileOfFlippedBytesAllOverALogOfSeveralLevels() throws IOException {
        fill(300, 255, 1);
        SplittableRandom random = new SplittableRandom(SEED);
        System.out.println("seed " + SEED);
        for (Path file : LogFixture.files(folder)) {
            String name = folder.relativize(file).toString();
            for (int i = 0; i < 20 && Files.size(file) > 0; i++) {
                int at = random.nextInt((int) Files.size(file));
                LogFixture.flip(file, at, 0);
                assertThat(check().findings().getFirst().file())
                        .as(name + " byte " + at)
                        .isEqualTo(name);
                LogFixture.flip(file, at, 0);
            }
        }
        assertThat(check().findings()).isEmpty();
    }

    @Test
    void namesEveryTruncatedAndEveryRemovedFile() throws IOException {
        fill(300, 1);
        Set<String> mayBeMissing = Set.of("writer/lock", "tile/0/001.p/44");
        for (Path file : LogFixture.files(folder)) {
            String name = folder.relativize(file).toString();
            byte[] whole = Files.readAllBytes(file);
            for (int cut = 1; cut <= Math.min(40, whole.length); cut++) {
                Files.write(file, java.util.Arrays.copyOf(whole, whole.length - cut));
                assertThat(check().findings().getFirst().file()).isEqualTo(name);
            }
            Files.write(file, java.util.Arrays.copyOf(whole, whole.length + 1));
            if (!name.equals("writer/lock")) {
                assertThat(check().findings().getFirst().file()).isEqualTo(name);
            }
            Files.delete(file);
            boolean isEarlierPartial = name.endsWith(".p/44");
            if (!mayBeMissing.contains(name) && !isEarlierPartial) {
                assertThat(check().findings().getFirst().file()).isEqualTo(name);
            }
            Files.write(file, whole);
        }
        assertThat(check().findings()).isEmpty();
    }

    @Test
    void tellsAChangedEntryFromAChangedTile() throws IOException {
        fill(300);
        Path bundle = folder.resolve("tile/entries/000");
        byte[] bytes = Files.readAllBytes(bundle);
        int length = bytes.length / 256; // all entries but for digits of equal length
        LogFixture.flip(bundle, 17 * length + 40, 1);
        assertThat(check().findings())
                .containsExactly(new LogFinding.WrongEntry("tile/entries/000", 17));
        Files.write(bundle, bytes);
        LogFixture.flip(folder.resolve("tile/0/000"), 33 * 32, 1);
        assertThat(check().findings())
                .containsExactly(
                        new LogFinding.WrongTile("tile/0/000", "its hash of entry 33 is another"));
    }

    @Test
    void findsAnEntryRewrittenTogetherWithItsHashes() throws IOException {
        fill(3);
        Path other = folder.resolveSibling(folder.getFileName() + "-forged");
        try (TransparencyLog log = LogFixture.open(other)) {
            log.append(LogFixture.entries(100, 3));
        }
        for (String file : List.of("tile/0/000.p/3", "tile/entries/000.p/3")) {
            Files.write(folder.resolve(file), Files.readAllBytes(other.resolve(file)));
        }
        assertThat(check().findings())
                .containsExactly(
                        new LogFinding.WrongCheckpoint(
                                "checkpoint", "neither entries nor tiles lead to its root"));
    }

    @Test
    void reportsForeignFilesAndBelievesNoForeignCheckpoint() throws IOException {
        fill(3);
        Files.writeString(folder.resolve("notes.txt"), "hello");
        Files.writeString(folder.resolve("tile/0/0"), "hello");
        assertThat(check().findings())
                .containsExactly(
                        new LogFinding.ForeignFile("notes.txt"),
                        new LogFinding.ForeignFile("tile/0/0"));
        assertThat(check().isClean()).isFalse();
        Files.delete(folder.resolve("checkpoint"));
        LogCheck check = check();
        assertThat(check.entries()).isZero();
        assertThat(check.findings()).hasSize(1);
        assertThat(check.findings().getFirst().toFinding().rule())
                .isEqualTo("ledger/WrongCheckpoint");
    }

    @Test
    void checksAPublishedCopyWithoutTheWritersState() throws IOException {
        fill(3, 300);
        Path copy = folder.resolveSibling(folder.getFileName() + "-copy");
        Files.createDirectories(copy);
        Files.copy(folder.resolve("checkpoint"), copy.resolve("checkpoint"));
        LogFixture.copy(folder.resolve("tile"), copy.resolve("tile"));
        assertThat(LogFsck.check(copy, LogFixture.KEY)).isEqualTo(new LogCheck(303, List.of()));
    }

    @Test
    void neverHandsOutAFlippedEntryOrAFlippedProof() throws IOException {
        fill(5);
        for (Path file : LogFixture.files(folder.resolve("tile"))) {
            for (int at = 0; at < Files.size(file); at += 11) {
                LogFixture.flip(file, at, 2);
                for (long index = 0; index < 5; index++) {
                    assertTrueOrRefused(index);
                }
                LogFixture.flip(file, at, 2);
            }
        }
    }

    private void assertTrueOrRefused(long index) {
        try {
            LogReader reader = LogReader.open(folder, LogFixture.KEY);
            assertThat(reader.entry(index)).isEqualTo(LogFixture.entry(index));
            assertThat(
                            reader.proof(index)
                                    .verify(LogFixture.KEY, LogFixture.entry(index).toBytes()))
                    .isInstanceOf(ProofVerification.Included.class);
        } catch (BulwarkException e) {
            assertThat(e.code()).isEqualTo("LEDGER_DAMAGED");
        }
    }
}
