package dev.bulwark.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.ledger.TestKeys;
import dev.bulwark.ledger.note.SignedCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransparencyLogTest {
    private static final long SEED = Long.getLong("bulwark.seed", 20_261_101L);

    @TempDir private Path folder;

    @Test
    void provesEveryEntryAndEveryEarlierCheckpointAfterReopeningAtRandom() {
        SplittableRandom random = new SplittableRandom(SEED);
        System.out.println("seed " + SEED);
        List<SignedCheckpoint> checkpoints = new ArrayList<>();
        long size = 0;
        while (size < 1_000) {
            try (TransparencyLog log = LogFixture.open(folder)) {
                for (int i = 0; i < 3; i++) {
                    int count = random.nextInt(1, 90);
                    List<Long> indexes = log.append(LogFixture.entries(size, count));
                    assertThat(indexes).hasSize(count).startsWith(size).isSorted();
                    size += count;
                    assertThat(log.checkpoint().size()).isEqualTo(size);
                    checkpoints.add(log.checkpoint());
                }
            }
        }
        LogReader reader = LogReader.open(folder, LogFixture.KEY);
        for (SignedCheckpoint earlier : checkpoints) {
            assertThat(reader.consistencyProof(earlier)).hasSizeLessThanOrEqualTo(12);
        }
        for (long index = 0; index < size; index++) {
            assertThat(reader.entry(index)).isEqualTo(LogFixture.entry(index));
            if (index % 17 != 0) {
                continue; // a signature is verified for each proof, which takes its time
            }
            TlogProof proof = reader.proof(index);
            assertThat(proof.verifyEvidence(LogFixture.KEY, LogFixture.entry(index).envelope()))
                    .isEqualTo(new ProofVerification.Included(reader.checkpoint(), index));
        }
        assertThat(LogFsck.check(folder, LogFixture.KEY)).isEqualTo(new LogCheck(size, List.of()));
    }

    @Test
    void servesAReaderOfAnEarlierCheckpointAfterPartialTilesAreGone() {
        LogReader earlier;
        try (TransparencyLog log = LogFixture.open(folder)) {
            log.append(LogFixture.entries(0, 200));
            earlier = LogReader.open(folder, LogFixture.KEY);
            log.append(LogFixture.entries(200, 100));
        } // the publisher clears them after it has answered; closing waits for it
        assertThat(folder.resolve("tile/0/000.p")).doesNotExist();
        assertThat(earlier.size()).isEqualTo(200);
        assertThat(earlier.entry(199)).isEqualTo(LogFixture.entry(199));
        assertThat(earlier.inclusionProof(7)).hasSize(8);
    }

    @Test
    void appendsNothingForNothing() {
        try (TransparencyLog log = LogFixture.open(folder)) {
            SignedCheckpoint before = log.checkpoint();
            assertThat(log.append(List.of())).isEmpty();
            assertThat(log.checkpoint()).isEqualTo(before);
            assertThat(before.size()).isZero();
        }
    }

    @Test
    void keepsASecondWriterOutUntilTheFirstCloses() {
        try (TransparencyLog log = LogFixture.open(folder)) {
            assertThat(log.checkpoint().size()).isZero();
            assertRefused("LEDGER_LOCKED");
        }
        LogFixture.open(folder).close();
    }

    @Test
    void refusesToAppendAfterBeingClosed() {
        TransparencyLog log = LogFixture.open(folder);
        log.close();
        assertThatThrownBy(() -> log.append(LogFixture.entries(0, 1)))
                .isInstanceOfSatisfying(
                        LedgerException.class,
                        e -> assertThat(e.code()).isEqualTo("LEDGER_WRITER_FAILED"));
    }

    @Test
    void refusesAnotherKeyAndAnotherOrigin() {
        fill(3);
        assertThatThrownBy(() -> TransparencyLog.open(folder, TestKeys.ORIGIN, TestKeys.ed25519()))
                .isInstanceOfSatisfying(
                        LedgerException.class,
                        e -> assertThat(e.code()).isEqualTo("LEDGER_CHECKPOINT_REFUSED"));
        assertThatThrownBy(() -> TransparencyLog.open(folder, "other", LogFixture.PAIR))
                .isInstanceOf(LedgerException.class);
        assertThatThrownBy(() -> LogReader.open(folder, TestKeys.verifier(TestKeys.ed25519())))
                .isInstanceOf(LedgerException.class);
    }

    @Test
    void refusesBatchesAndEntriesThatAreTooLarge() {
        try (LogWriter writer = LogFixture.writer(folder)) {
            assertThatThrownBy(() -> writer.append(List.of(new byte[65_536])))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(writer.append(List.of(new byte[65_535]))).containsExactly(0L);
        }
        assertThat(LogReader.open(folder, LogFixture.KEY).entryBytes(0).size()).isEqualTo(65_535);
    }

    @Test
    void publishesACheckpointThatWasSignedBeforeACrash() throws Exception {
        fill(3);
        byte[] older = Files.readAllBytes(folder.resolve("checkpoint"));
        fill(2);
        byte[] newer = Files.readAllBytes(folder.resolve("checkpoint"));
        Files.write(folder.resolve("checkpoint"), older);
        try (TransparencyLog log = LogFixture.open(folder)) {
            assertThat(log.checkpoint().size()).isEqualTo(5);
        }
        assertThat(Files.readAllBytes(folder.resolve("checkpoint"))).isEqualTo(newer);
    }

    @Test
    void replacesTilesThatAnUnsignedAppendLeft() throws Exception {
        fill(3);
        Files.write(folder.resolve("tile/0/000.p/5"), new byte[160]);
        Files.write(folder.resolve("tile/entries/000.p/5"), new byte[10]);
        Files.write(folder.resolve("tile/0/000"), new byte[8192]);
        Files.createDirectories(folder.resolve("writer/tmp"));
        Files.write(folder.resolve("writer/tmp/draft-9"), new byte[7]);
        LogCheck leftovers = LogFsck.check(folder, LogFixture.KEY);
        assertThat(leftovers.isClean()).isTrue();
        assertThat(leftovers.findings())
                .hasSize(4)
                .allMatch(finding -> finding instanceof LogFinding.Leftover);
        fill(2);
        assertThat(folder.resolve("writer/tmp/draft-9")).doesNotExist();
        assertThat(LogFsck.check(folder, LogFixture.KEY).findings())
                .containsExactly(new LogFinding.Leftover("tile/0/000"));
        assertThat(LogReader.open(folder, LogFixture.KEY).entry(4)).isEqualTo(LogFixture.entry(4));
    }

    @Test
    void refusesWhatNoCrashExplains() throws Exception {
        fill(3);
        byte[] first = Files.readAllBytes(folder.resolve("writer/signed-checkpoint"));
        fill(2);
        byte[] second = Files.readAllBytes(folder.resolve("writer/signed-checkpoint"));

        Files.write(folder.resolve("writer/signed-checkpoint"), first);
        assertRefused("LEDGER_DAMAGED");
        Files.delete(folder.resolve("writer/signed-checkpoint"));
        assertRefused("LEDGER_DAMAGED");
        Files.delete(folder.resolve("checkpoint"));
        assertRefused("LEDGER_DAMAGED");
        Files.write(folder.resolve("writer/signed-checkpoint"), second);
        LogFixture.open(folder).close();
    }

    @Test
    void refusesTwoCheckpointsOfOneSizeThatDiffer() throws Exception {
        fill(1);
        byte[] ours = Files.readAllBytes(folder.resolve("checkpoint"));
        Path other = folder.resolve("other");
        try (TransparencyLog log = LogFixture.open(other)) {
            log.append(LogFixture.entries(77, 1));
        }
        Files.copy(
                other.resolve("checkpoint"),
                folder.resolve("checkpoint"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertRefused("LEDGER_DAMAGED");
        Files.write(folder.resolve("checkpoint"), ours);
        LogFixture.open(folder).close();
    }

    @Test
    void refusesADamagedRightEdge() throws Exception {
        try (TransparencyLog log = LogFixture.open(folder)) {
            log.append(LogFixture.entries(0, 300));
        }
        List<String> edge =
                List.of("tile/0/001.p/44", "tile/1/000.p/1", "tile/0/000", "tile/entries/001.p/44");
        for (String file : edge) {
            LogFixture.flip(folder.resolve(file), 31, 3);
            assertRefused("LEDGER_DAMAGED");
            LogFixture.flip(folder.resolve(file), 31, 3);
            byte[] whole = Files.readAllBytes(folder.resolve(file));
            Files.write(folder.resolve(file), java.util.Arrays.copyOf(whole, whole.length - 1));
            assertRefused("LEDGER_DAMAGED");
            Files.delete(folder.resolve(file));
            assertRefused("LEDGER_UNREADABLE");
            Files.write(folder.resolve(file), whole);
        }
        LogFixture.open(folder).close();
    }

    @Test
    void refusesToProveFromARewrittenLog() throws Exception {
        fill(4);
        SignedCheckpoint before = LogReader.open(folder, LogFixture.KEY).checkpoint();
        Path rewritten = folder.resolve("rewritten");
        try (TransparencyLog log = LogFixture.open(rewritten)) {
            log.append(LogFixture.entries(50, 6));
            assertThatThrownBy(() -> log.consistencyProof(before))
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContaining("another root");
        }
    }

    private void fill(int count) {
        try (TransparencyLog log = LogFixture.open(folder)) {
            log.append(LogFixture.entries(log.checkpoint().size(), count));
        }
    }

    private void assertRefused(String code) {
        assertThatThrownBy(() -> LogFixture.open(folder))
                .isInstanceOfSatisfying(
                        LedgerException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
