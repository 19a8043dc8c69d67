package dev.bulwark.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.ledger.log.CheckpointWitnesses;
import dev.bulwark.ledger.log.ConsistencyProver;
import dev.bulwark.ledger.log.LedgerException;
import dev.bulwark.ledger.log.LogReader;
import dev.bulwark.ledger.merkle.MerkleVerifier;
import dev.bulwark.ledger.merkle.ProofVerdict;
import dev.bulwark.ledger.merkle.TreeHash;
import dev.bulwark.ledger.note.CheckpointVerification;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.SignatureType;
import dev.bulwark.ledger.note.SignedCheckpoint;
import dev.bulwark.ledger.note.SignedNote;
import dev.bulwark.ledger.note.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a ledger does when its witnesses cosign, refuse, or give back nonsense. */
class WitnessedLedgerTest {
    private static final NoteSigner COSIGNER =
            NoteSigner.cosigner(
                    "witness.test/w1",
                    SignatureType.ED25519_COSIGNATURE,
                    TestKeys.ed25519(),
                    EvidenceFixture.CLOCK);

    @TempDir private Path root;

    private final List<Envelope> envelopes = EvidenceFixture.envelopes(4);
    private final Witness witness = new Witness();

    /** Remembers what it cosigned, demands proofs, and refuses when it is told to. */
    private static final class Witness implements CheckpointWitnesses {
        private final List<Long> asked = new ArrayList<>();
        private long size;
        private TreeHash rootThen = dev.bulwark.ledger.merkle.TreeHashing.emptyRoot();
        private boolean refuses;

        @Override
        public SignedCheckpoint witnessed(SignedCheckpoint signed, ConsistencyProver prover) {
            asked.add(signed.size());
            if (refuses) {
                throw new LedgerException("WITNESS_AWAY", "the witness is away", "start it");
            }
            if (size > 0) {
                assertThat(
                                MerkleVerifier.consistency(
                                        size,
                                        signed.size(),
                                        rootThen,
                                        signed.root(),
                                        prover.from(size)))
                        .isEqualTo(new ProofVerdict.Proven());
            }
            assertThat(prover.from(0)).isEmpty();
            assertThatThrownBy(() -> prover.from(signed.size() + 1))
                    .isInstanceOf(IllegalArgumentException.class);
            size = signed.size();
            rootThen = signed.root();
            return cosigned(signed);
        }
    }

    private static SignedCheckpoint cosigned(SignedCheckpoint signed) {
        SignedNote note = SignedNote.parse(signed.note().toArray());
        byte[] more = note.with(COSIGNER.sign(note.text())).toBytes();
        return verified(more);
    }

    private static SignedCheckpoint verified(byte[] note) {
        VerifierKey log = TestKeys.verifier(EvidenceFixture.KEYS.ed25519());
        return switch (SignedCheckpoint.verify(note, log, List.of(COSIGNER.verifier()))) {
            case CheckpointVerification.Valid(SignedCheckpoint valid) -> valid;
            case CheckpointVerification.Refused(String why) -> throw new AssertionError(why);
        };
    }

    private Ledger open(CheckpointWitnesses witnesses) {
        return Ledger.open(
                LedgerFolders.in(root),
                NoteSigner.ofLog(TestKeys.ORIGIN, EvidenceFixture.KEYS.ed25519()),
                List.of(),
                witnesses,
                EvidenceFixture.CLOCK);
    }

    private Path checkpoint() {
        return root.resolve("ledger/checkpoint");
    }

    private void assertNotPublished(Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        LedgerException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo("LEDGER_NOT_PUBLISHED");
                            assertThat(e.what()).contains("durable");
                            assertThat(e.fix()).contains("again");
                        });
    }

    @Test
    void publishesWhatTheWitnessCosigned() throws Exception {
        try (Ledger ledger = open(witness)) {
            LoggedEvidence logged = ledger.record(envelopes.getFirst());
            assertThat(new String(logged.proof().toBytes(), StandardCharsets.UTF_8))
                    .contains("witness.test/w1");
        }
        assertThat(verified(Files.readAllBytes(checkpoint())).signers())
                .contains(COSIGNER.verifier());
        assertThat(witness.asked).containsExactly(0L, 1L);
    }

    @Test
    void keepsWhatWasRefusedOutOfSightAndPublishesItWithTheNextAppend() throws Exception {
        try (Ledger ledger = open(witness)) {
            ledger.record(envelopes.get(0));
            byte[] before = Files.readAllBytes(checkpoint());
            witness.refuses = true;
            assertNotPublished(() -> ledger.record(envelopes.get(1)));
            assertNotPublished(() -> ledger.record(envelopes.get(1)));
            assertThat(ledger.indexOf(envelopes.get(1).digest())).isEmpty();
            assertThat(ledger.reader().checkpoint().size()).isEqualTo(1);
            assertThat(ledger.reader().verified(EvidenceFixture.KEYS.trusted()).broken()).isEmpty();
            assertThat(Files.readAllBytes(checkpoint())).isEqualTo(before);
            assertThat(EvidenceFixture.fsck(root).isClean()).isTrue();

            witness.refuses = false;
            assertThat(ledger.record(envelopes.get(2)).index()).isEqualTo(2);
            assertThat(ledger.indexOf(envelopes.get(1).digest())).hasValue(1);
        }
        assertThat(witness.asked).containsExactly(0L, 1L, 2L, 2L, 3L);
        assertThat(EvidenceFixture.reader(root).verified(EvidenceFixture.KEYS.trusted()).evidence())
                .hasSize(3);
    }

    @Test
    void doesNotLogTwiceWhatIsRecordedAgainAfterARefusal() {
        try (Ledger ledger = open(witness)) {
            witness.refuses = true;
            assertNotPublished(() -> ledger.recordAll(envelopes));
            witness.refuses = false;
            assertThat(ledger.recordAll(envelopes))
                    .extracting(LoggedEvidence::index)
                    .containsExactly(0L, 1L, 2L, 3L);
            assertThat(ledger.reader().checkpoint().size()).isEqualTo(4);
        }
        assertThat(EvidenceFixture.fsck(root)).isEqualTo(new LedgerCheck(4, List.of()));
    }

    @Test
    void publishesWhatWasRefusedWhenItIsOpenedAgain() {
        try (Ledger ledger = open(witness)) {
            witness.refuses = true;
            assertNotPublished(() -> ledger.record(envelopes.getFirst()));
        }
        assertNotPublished(() -> open(witness).close());
        witness.refuses = false;
        try (Ledger ledger = open(witness)) {
            assertThat(ledger.record(envelopes.getFirst()).index()).isZero();
        }
        assertThat(EvidenceFixture.reader(root).checkpoint().size()).isEqualTo(1);
        assertThat(EvidenceFixture.reader(root).verified(EvidenceFixture.KEYS.trusted()).broken())
                .isEmpty();
    }

    @Test
    void makesNoLogThatTheWitnessesDoNotKnow() {
        witness.refuses = true;
        assertNotPublished(() -> open(witness).close());
        assertThat(checkpoint()).doesNotExist();
        witness.refuses = false;
        open(witness).close();
        assertThat(checkpoint()).exists();
    }

    @Test
    void publishesNothingThatTheLogDidNotSign() {
        open(CheckpointWitnesses.NONE).close();
        SignedCheckpoint empty =
                LogReader.open(
                                root.resolve("ledger"),
                                TestKeys.verifier(EvidenceFixture.KEYS.ed25519()))
                        .checkpoint();
        try (Ledger ledger = open((_, _) -> empty)) {
            assertNotPublished(() -> ledger.record(envelopes.getFirst()));
            assertThat(ledger.reader().checkpoint().size()).isZero();
        }
    }
}
