package dev.bulwark.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.ledger.TestKeys;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.SignatureType;
import dev.bulwark.ledger.note.SignedCheckpoint;
import dev.bulwark.ledger.note.SignedNote;
import dev.bulwark.ledger.note.VerifierKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that signs with Ed25519 and ML-DSA-44, and those who know one key or both. */
class TwoKeysTest {
    private static final KeyPair ML_DSA = TestKeys.generate("ML-DSA-44");
    private static final NoteSigner FIRST = NoteSigner.ofLog(TestKeys.ORIGIN, LogFixture.PAIR);
    private static final NoteSigner SECOND = second(ML_DSA);
    private static final List<VerifierKey> BOTH_KNOWN =
            VerifierKey.mlDsaOfLog(
                    TestKeys.ORIGIN, List.of(LogFixture.PAIR.getPublic(), ML_DSA.getPublic()));

    @TempDir private Path folder;

    private static NoteSigner second(KeyPair pair) {
        return NoteSigner.mlDsaOfLog(
                TestKeys.ORIGIN, pair, () -> Instant.parse("2026-11-01T12:00:00Z"));
    }

    private void append(int count, List<NoteSigner> seconds) {
        try (TransparencyLog log = TransparencyLog.open(folder, FIRST, seconds)) {
            log.append(LogFixture.entries(log.checkpoint().size(), count));
        }
    }

    private void assertRefused() {
        assertThatThrownBy(() -> LogReader.open(folder, LogFixture.KEY, BOTH_KNOWN))
                .isInstanceOfSatisfying(
                        LedgerException.class,
                        e -> assertThat(e.code()).isEqualTo("LEDGER_CHECKPOINT_REFUSED"));
        assertThat(LogFsck.check(folder, LogFixture.KEY, BOTH_KNOWN).isClean()).isFalse();
    }

    @Test
    void signsEveryCheckpointWithBothAndIsBelievedByWhoKnowsOneOrBoth() {
        append(3, List.of(SECOND));
        SignedCheckpoint both = LogReader.open(folder, LogFixture.KEY, BOTH_KNOWN).checkpoint();
        assertThat(both.signers()).containsExactly(LogFixture.KEY, SECOND.verifier());
        assertThat(LogReader.open(folder, LogFixture.KEY).size()).isEqualTo(3);
        assertThat(LogFsck.check(folder, LogFixture.KEY, BOTH_KNOWN))
                .isEqualTo(new LogCheck(3, List.of()));
    }

    @Test
    void refusesACheckpointThatLacksTheSignatureOfAKnownKey() {
        append(3, List.of());
        assertThat(LogReader.open(folder, LogFixture.KEY).size()).isEqualTo(3);
        assertRefused();
    }

    @Test
    void refusesACheckpointWhoseSecondSignatureIsAnothers() throws Exception {
        append(3, List.of(SECOND));
        Path file = folder.resolve("checkpoint");
        SignedNote note = SignedNote.parse(Files.readAllBytes(file));
        NoteSigner other = second(TestKeys.generate("ML-DSA-44"));
        SignedNote unknown =
                new SignedNote(
                        note.text(),
                        List.of(note.signatures().getFirst(), other.sign(note.text())));
        Files.write(file, unknown.toBytes());
        assertRefused();
        NoteSigner elsewhere =
                NoteSigner.cosigner(
                        TestKeys.ORIGIN,
                        SignatureType.ML_DSA_44_COSIGNATURE,
                        ML_DSA,
                        () -> Instant.EPOCH.plusSeconds(7));
        SignedNote moved = note.with(elsewhere.sign(note.text().replace("\n3\n", "\n4\n")));
        Files.write(file, moved.toBytes());
        assertRefused();
    }

    @Test
    void signsAnEarlierTreeAgainWhenItFirstHasTheSecondKey() {
        append(3, List.of());
        SignedCheckpoint earlier = LogReader.open(folder, LogFixture.KEY).checkpoint();
        TransparencyLog.open(folder, FIRST, List.of(SECOND)).close();
        LogReader reader = LogReader.open(folder, LogFixture.KEY, BOTH_KNOWN);
        assertThat(reader.checkpoint().checkpoint()).isEqualTo(earlier.checkpoint());
        assertThat(reader.consistencyProof(earlier)).isEmpty();
        assertThat(LogFsck.check(folder, LogFixture.KEY, BOTH_KNOWN).isClean()).isTrue();
    }

    @Test
    void proofsUnderOneSignatureStayValidForWhoKnowsTheFirstKey() {
        append(2, List.of());
        TlogProof proof = LogReader.open(folder, LogFixture.KEY).proof(1);
        append(1, List.of(SECOND));
        assertThat(proof.verify(LogFixture.KEY, LogFixture.entry(1).toBytes()))
                .isInstanceOf(ProofVerification.Included.class);
    }
}
