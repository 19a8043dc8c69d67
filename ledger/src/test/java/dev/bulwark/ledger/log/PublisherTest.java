package dev.bulwark.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.ledger.TestKeys;
import dev.bulwark.ledger.merkle.MerkleVerifier;
import dev.bulwark.ledger.merkle.ProofVerdict;
import dev.bulwark.ledger.note.CheckpointVerification;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.SignedCheckpoint;
import dev.bulwark.ledger.note.SignedNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the writer does when witnesses or the disk do not do their part. */
@Timeout(30)
class PublisherTest {
    private static final NoteSigner SIGNER = NoteSigner.ofLog(TestKeys.ORIGIN, LogFixture.PAIR);
    private static final NoteSigner SECOND =
            NoteSigner.mlDsaOfLog(
                    TestKeys.ORIGIN,
                    TestKeys.generate("ML-DSA-44"),
                    () -> Instant.parse("2026-11-01T12:00:00Z"));

    @TempDir private Path folder;
    private final List<Long> asked = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean refuses;

    /** Cosigns unless told to refuse, and keeps what it was asked for. */
    private SignedCheckpoint witness(SignedCheckpoint signed, ConsistencyProver prover) {
        asked.add(signed.size());
        if (refuses) {
            throw new LedgerException("WITNESS_AWAY", "the witness is away", "start it");
        }
        return signed;
    }

    private TransparencyLog open(CheckpointWitnesses witnesses, LogSettings settings) {
        return TransparencyLog.open(folder, SIGNER, List.of(), witnesses, settings);
    }

    private TransparencyLog open(CheckpointWitnesses witnesses) {
        return open(witnesses, LogSettings.DEFAULT);
    }

    private static void assertCode(Runnable call, String code) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        LedgerException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void keepsWhatTheWitnessesRefusedAndPublishesItWithTheNext() {
        try (TransparencyLog log = open(this::witness)) {
            log.append(LogFixture.entries(0, 1));
            refuses = true;
            assertCode(() -> log.append(LogFixture.entries(1, 1)), LedgerException.NOT_PUBLISHED);
            assertThat(log.checkpoint().size()).isEqualTo(1);
            assertCode(log::publish, LedgerException.NOT_PUBLISHED);
            refuses = false;
            assertThat(log.append(LogFixture.entries(2, 1))).containsExactly(2L);
            assertThat(log.checkpoint().size()).isEqualTo(3);
            assertThat(log.reader().entry(1)).isEqualTo(LogFixture.entry(1));
        }
    }

    @Test
    void publishesWhatWasRefusedWhenAskedAgain() {
        try (TransparencyLog log = open(this::witness)) {
            refuses = true;
            assertCode(() -> log.append(LogFixture.entries(0, 2)), LedgerException.NOT_PUBLISHED);
            refuses = false;
            assertThat(log.publish().size()).isEqualTo(2);
        }
    }

    @Test
    void asksNobodyForWhatIsPublished() {
        try (TransparencyLog log = open(this::witness)) {
            log.append(LogFixture.entries(0, 2));
            log.publish();
            log.append(List.of());
        }
        open(this::witness).close();
        assertThat(asked).containsExactly(0L, 2L);
    }

    @Test
    void staysOpenToTheNextWriterWhenTheWitnessesRefuseTheStart() {
        refuses = true;
        assertCode(() -> open(this::witness).close(), LedgerException.NOT_PUBLISHED);
        refuses = false;
        open(this::witness).close();
    }

    @Test
    void provesToAWitnessWhateverItSawBefore() {
        List<ProofVerdict> verdicts = new ArrayList<>();
        List<SignedCheckpoint> seen = new ArrayList<>();
        CheckpointWitnesses proving =
                (signed, prover) -> {
                    for (SignedCheckpoint earlier : seen) {
                        verdicts.add(
                                MerkleVerifier.consistency(
                                        earlier.size(),
                                        signed.size(),
                                        earlier.root(),
                                        signed.root(),
                                        prover.from(earlier.size())));
                    }
                    assertThat(prover.from(0)).isEmpty();
                    assertThatThrownBy(() -> prover.from(-1))
                            .isInstanceOf(IllegalArgumentException.class);
                    assertThatThrownBy(() -> prover.from(signed.size() + 1))
                            .isInstanceOf(IllegalArgumentException.class);
                    if (signed.size() > 0) {
                        assertThat(prover.from(signed.size())).isEmpty();
                        seen.add(signed);
                    }
                    return signed;
                };
        try (TransparencyLog log = open(proving)) {
            for (int count : new int[] {3, 255, 9}) {
                log.append(LogFixture.entries(log.checkpoint().size(), count));
            }
        }
        assertThat(verdicts).hasSize(3).allMatch(ProofVerdict.Proven.class::isInstance);
    }

    @Test
    void publishesNothingThatItDidNotSign() {
        Path other = folder.resolveSibling(folder.getFileName() + "-other");
        SignedCheckpoint another;
        try (TransparencyLog log = LogFixture.open(other)) {
            log.append(LogFixture.entries(70, 1));
            another = log.checkpoint();
        }
        try (TransparencyLog log = open((signed, _) -> signed.size() == 1 ? another : signed)) {
            assertCode(() -> log.append(LogFixture.entries(0, 1)), LedgerException.NOT_PUBLISHED);
            assertThat(log.checkpoint().size()).isZero();
        }
    }

    @Test
    void publishesNothingFromWhichOneOfItsSignaturesWasTaken() {
        CheckpointWitnesses taking =
                (signed, _) -> {
                    SignedNote note = SignedNote.parse(signed.note().toArray());
                    byte[] fewer =
                            new SignedNote(note.text(), note.signatures().subList(0, 1)).toBytes();
                    return switch (SignedCheckpoint.verify(fewer, SIGNER.verifier())) {
                        case CheckpointVerification.Valid(SignedCheckpoint valid) -> valid;
                        case CheckpointVerification.Refused(String why) ->
                                throw new AssertionError(why);
                    };
                };
        assertCode(
                () -> TransparencyLog.open(folder, SIGNER, List.of(SECOND), taking).close(),
                LedgerException.NOT_PUBLISHED);
    }

    @Test
    void publishesTheLinesThatWitnessesAdd() {
        CheckpointWitnesses adding =
                (signed, _) -> {
                    SignedNote note = SignedNote.parse(signed.note().toArray());
                    byte[] more = note.with(SECOND.sign(note.text())).toBytes();
                    return switch (SignedCheckpoint.verify(more, SIGNER.verifier())) {
                        case CheckpointVerification.Valid(SignedCheckpoint valid) -> valid;
                        case CheckpointVerification.Refused(String why) ->
                                throw new AssertionError(why);
                    };
                };
        try (TransparencyLog log = open(adding)) {
            log.append(LogFixture.entries(0, 1));
            Bytes shown = log.checkpoint().note();
            assertThat(SignedNote.parse(shown.toArray()).signatures()).hasSize(2);
            assertThat(LogReader.open(folder, LogFixture.KEY).checkpoint().note()).isEqualTo(shown);
        }
    }

    @Test
    void takesNoMoreAfterAMistakeOfAWitness() {
        CheckpointWitnesses broken =
                (signed, _) -> {
                    if (signed.size() > 0) {
                        throw new IllegalStateException("a mistake in the program");
                    }
                    return signed;
                };
        try (TransparencyLog log = open(broken)) {
            assertCode(() -> log.append(LogFixture.entries(0, 1)), "LEDGER_WRITER_BROKEN");
            assertCode(() -> log.append(LogFixture.entries(1, 1)), "LEDGER_WRITER_FAILED");
            assertCode(log::publish, "LEDGER_WRITER_BROKEN");
        }
    }

    @Test
    void goesOnThoughAThreadThatAppendsIsInterrupted() {
        try (TransparencyLog log = open(this::witness)) {
            Thread.currentThread().interrupt();
            assertThat(log.append(LogFixture.entries(0, 1))).containsExactly(0L);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(log.append(LogFixture.entries(1, 1))).containsExactly(1L);
        }
    }

    @Test
    void acknowledgesNothingThatItCannotWrite() throws IOException {
        Path wal = folder.resolve("writer/wal");
        try (TransparencyLog log = open(this::witness)) {
            log.append(LogFixture.entries(0, 1));
        }
        try (TransparencyLog log = open(this::witness)) {
            Files.delete(wal);
            assertCode(() -> log.submit(LogFixture.entries(1, 1)), "LEDGER_WRITE_FAILED");
            Files.createDirectory(wal);
            assertCode(() -> log.submit(LogFixture.entries(1, 1)), "LEDGER_WRITER_FAILED");
            assertCode(log::publish, "LEDGER_WRITE_FAILED");
            assertThat(log.checkpoint().size()).isEqualTo(1);
        }
    }

    @Test
    void publishesAtTheNextStartWhatItCouldNotTakeIntoTheTree() throws IOException {
        try (TransparencyLog log = open(this::witness)) {
            Files.writeString(folder.resolve("tile"), "in the way");
            assertCode(() -> log.append(LogFixture.entries(0, 2)), "LEDGER_PUBLISH_FAILED");
        }
        Files.delete(folder.resolve("tile"));
        try (TransparencyLog log = open(this::witness)) {
            assertThat(log.checkpoint().size()).isEqualTo(2);
            assertThat(log.reader().entry(1)).isEqualTo(LogFixture.entry(1));
        }
    }

    @Test
    void leavesNothingInTheWriteAheadLogWhenItCloses() throws IOException {
        try (TransparencyLog log = open(this::witness)) {
            assertThat(log.submit(LogFixture.entries(0, 2))).containsExactly(0L, 1L);
            assertThat(log.submit(LogFixture.entries(2, 1))).containsExactly(2L);
        }
        assertThat(LogFixture.files(folder.resolve("writer/wal"))).isEmpty();
        assertThat(LogReader.open(folder, LogFixture.KEY).size()).isEqualTo(3);
    }

    @Test
    void doesNotKeepItsIntervalWhenItCloses() {
        LogSettings daily = new LogSettings(LogSettings.LONGEST, Optional.empty());
        try (TransparencyLog log = open(this::witness, daily)) {
            log.append(LogFixture.entries(0, 1));
            log.submit(LogFixture.entries(1, 1));
            log.submit(LogFixture.entries(2, 1));
            assertThat(log.checkpoint().size()).isEqualTo(1);
        }
        assertThat(asked).containsExactly(0L, 1L, 3L);
    }

    @Test
    void publishesAgainWhenNothingComes() throws InterruptedException {
        CountDownLatch again = new CountDownLatch(4);
        CheckpointWitnesses counting =
                (signed, _) -> {
                    again.countDown();
                    return signed;
                };
        LogSettings lively = new LogSettings(Duration.ZERO, Optional.of(Duration.ofMillis(1)));
        try (TransparencyLog log = open(counting, lively)) {
            assertThat(again.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(log.checkpoint().size()).isZero();
        }
    }

    @Test
    void publishesNothingAgainUnlessToldTo() throws InterruptedException {
        CountDownLatch again = new CountDownLatch(2);
        CheckpointWitnesses counting =
                (signed, _) -> {
                    again.countDown();
                    return signed;
                };
        try (TransparencyLog log = open(counting)) {
            assertThat(again.await(100, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(log.checkpoint().size()).isZero();
        }
    }

    @Test
    void takesAFullBatchAndRefusesOneThatIsLarger() {
        List<byte[]> most = Collections.nCopies(LogWriter.LARGEST_BATCH, new byte[0]);
        List<byte[]> more = Collections.nCopies(LogWriter.LARGEST_BATCH + 1, new byte[0]);
        List<byte[]> heavy = Collections.nCopies(1025, new byte[65_535]);
        try (LogWriter writer = LogFixture.writer(folder)) {
            assertThatThrownBy(() -> writer.append(more))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> writer.append(heavy))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(writer.append(most)).hasSize(LogWriter.LARGEST_BATCH);
        }
    }
}
