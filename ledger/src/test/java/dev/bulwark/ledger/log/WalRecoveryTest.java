package dev.bulwark.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.ledger.TestKeys;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.SignedCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a log does with the write-ahead log that a crash left. */
@Timeout(60)
class WalRecoveryTest {
    private static final int SETTLED = 3;
    private static final int PROMISED = 5;

    @TempDir private Path folder;
    private Path crashed;

    /** A copy of a log as it is while its witness thinks: 3 entries signed for, 5 only promised. */
    @BeforeEach
    void crashWhileTheWitnessThinks() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        CheckpointWitnesses slow =
                (signed, _) -> {
                    if (signed.size() == SETTLED) {
                        asked.countDown();
                        await(answer);
                    }
                    return signed;
                };
        Path live = folder.resolve("live");
        crashed = folder.resolve("crashed");
        try (TransparencyLog log = open(live, slow)) {
            assertThat(log.submit(LogFixture.entries(0, SETTLED))).containsExactly(0L, 1L, 2L);
            asked.await();
            assertThat(log.submit(LogFixture.entries(SETTLED, 2))).containsExactly(3L, 4L);
            assertThat(log.submit(LogFixture.entries(SETTLED + 2, PROMISED - 2))).hasSize(3);
            assertThat(log.checkpoint().size()).isZero();
            LogFixture.copy(live, crashed);
            answer.countDown();
            assertThat(log.publish().size()).isEqualTo(SETTLED + PROMISED);
        }
        assertThat(LogFixture.files(live.resolve("writer/wal"))).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static TransparencyLog open(Path folder, CheckpointWitnesses witnesses) {
        return TransparencyLog.open(
                folder,
                NoteSigner.ofLog(TestKeys.ORIGIN, LogFixture.PAIR),
                List.of(),
                witnesses,
                LogSettings.DEFAULT);
    }

    private Path segment() throws IOException {
        List<Path> segments = LogFixture.files(crashed.resolve("writer/wal"));
        assertThat(segments).hasSize(1);
        return segments.getFirst();
    }

    private void assertRefused() {
        assertThatThrownBy(() -> LogFixture.open(crashed).close())
                .isInstanceOfSatisfying(
                        LedgerException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo("LEDGER_WAL_DAMAGED");
                            assertThat(e.fix()).contains("backup");
                        });
    }

    @Test
    void publishesEverythingThatWasPromisedInThePromisedOrder() {
        assertThat(LogFsck.check(crashed, LogFixture.KEY).isClean()).isTrue();
        try (TransparencyLog log = LogFixture.open(crashed)) {
            assertThat(log.checkpoint().size()).isEqualTo(SETTLED + PROMISED);
            for (long index = 0; index < SETTLED + PROMISED; index++) {
                assertThat(log.reader().entry(index)).isEqualTo(LogFixture.entry(index));
            }
            assertThat(log.append(LogFixture.entries(8, 1))).containsExactly(8L);
        }
        assertThat(LogFsck.check(crashed, LogFixture.KEY)).isEqualTo(new LogCheck(9, List.of()));
    }

    @Test
    void keepsThePromiseThroughWitnessesThatRefuseAtTheStart() {
        CheckpointWitnesses refusing =
                (_, _) -> {
                    throw new LedgerException("WITNESS_AWAY", "the witness is away", "start it");
                };
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThatThrownBy(() -> open(crashed, refusing).close())
                    .isInstanceOfSatisfying(
                            LedgerException.class,
                            e -> assertThat(e.code()).isEqualTo("LEDGER_NOT_PUBLISHED"));
        }
        try (TransparencyLog log = LogFixture.open(crashed)) {
            assertThat(log.checkpoint().size()).isEqualTo(SETTLED + PROMISED);
        }
    }

    @Test
    void namesEveryFlippedByteAndStartsOnNoneThatTouchesWhatIsSignedFor() throws IOException {
        Path segment = segment();
        byte[] whole = Files.readAllBytes(segment);
        for (int at = 0; at < whole.length; at++) {
            LogFixture.flip(segment, at, at % 8);
            LogCheck check = LogFsck.check(crashed, LogFixture.KEY);
            assertThat(check.findings()).as("byte " + at).isNotEmpty();
            assertThat(check.findings().getFirst().file())
                    .startsWith("writer/wal/" + segment.getFileName());
            Files.write(segment, whole);
        }
        for (int at = 0; at < 300; at += 7) {
            LogFixture.flip(segment, at, at % 8);
            assertThat(LogFsck.check(crashed, LogFixture.KEY).isClean()).isFalse();
            assertRefused();
            Files.write(segment, whole);
        }
        LogFixture.open(crashed).close();
    }

    @Test
    void refusesAWriteAheadLogOfAnotherTree() throws Exception {
        Path other = folder.resolve("other");
        try (TransparencyLog log = LogFixture.open(other)) {
            log.append(LogFixture.entries(70, SETTLED));
            log.submit(LogFixture.entries(90, 1));
            Files.write(
                    segment(),
                    Files.readAllBytes(LogFixture.files(other.resolve("writer/wal")).getFirst()));
        }
        assertRefused();
        assertThat(LogFsck.check(crashed, LogFixture.KEY).isClean()).isFalse();
    }

    @Test
    void losesOnlyWhatWasNeverAcknowledgedWithATornTail() throws IOException {
        byte[] whole = Files.readAllBytes(segment());
        Files.write(segment(), Arrays.copyOf(whole, whole.length - 1));
        LogCheck check = LogFsck.check(crashed, LogFixture.KEY);
        assertThat(check.isClean()).isTrue();
        assertThat(check.findings().getFirst().file()).startsWith("writer/wal/");
        try (TransparencyLog log = LogFixture.open(crashed)) {
            assertThat(log.checkpoint().size()).isEqualTo(SETTLED + 2);
        }
    }

    @Test
    void publishesAtItsIntervalAndAgainWhenNothingComes() throws Exception {
        CountDownLatch again = new CountDownLatch(3);
        CheckpointWitnesses counting =
                (signed, _) -> {
                    again.countDown();
                    return signed;
                };
        LogSettings settings =
                new LogSettings(
                        java.time.Duration.ofMillis(1),
                        java.util.Optional.of(java.time.Duration.ofMillis(5)));
        NoteSigner signer = NoteSigner.ofLog(TestKeys.ORIGIN, LogFixture.PAIR);
        try (TransparencyLog log =
                TransparencyLog.open(
                        folder.resolve("lively"), signer, List.of(), counting, settings)) {
            again.await();
            SignedCheckpoint empty = log.checkpoint();
            assertThat(empty.size()).isZero();
            log.append(LogFixture.entries(0, 2));
            assertThat(log.checkpoint().size()).isEqualTo(2);
        }
        assertThat(LogFsck.check(folder.resolve("lively"), LogFixture.KEY).isClean()).isTrue();
    }
}
