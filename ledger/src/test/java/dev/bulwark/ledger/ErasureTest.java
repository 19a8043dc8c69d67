package dev.bulwark.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.keys.SigningKeys;
import dev.bulwark.ledger.erasure.Erasure;
import dev.bulwark.ledger.log.LedgerException;
import dev.bulwark.ledger.store.FolderPayloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasureTest {
    @TempDir private Path root;
    private final List<Envelope> envelopes = EvidenceFixture.envelopes(4);

    private static Erasure erasure(Envelope envelope, long index) {
        return new Erasure(
                envelope.digest(),
                Practice.SIGNING.predicateType(),
                index,
                "request 17 under Art. 17 GDPR",
                "privacy office",
                EvidenceFixture.CLOCK.instant());
    }

    private static Envelope record(SigningKeys keys, Envelope envelope, long index) {
        return keys.sign(erasure(envelope, index).statement());
    }

    private LoggedEvidence recordAndErase(int which) {
        try (Ledger ledger = EvidenceFixture.open(root)) {
            ledger.recordAll(envelopes);
            return ledger.erase(record(EvidenceFixture.KEYS, envelopes.get(which), which));
        }
    }

    private FolderPayloads payloads() {
        return new FolderPayloads(LedgerFolders.in(root).evidence());
    }

    private VerifiedEvidence verified() {
        return EvidenceFixture.reader(root).verified(EvidenceFixture.KEYS.trusted());
    }

    @Test
    void leavesTheLogWholeAndSaysWhenWhyAndByWhom() {
        LoggedEvidence logged = recordAndErase(1);
        Digest gone = envelopes.get(1).digest();
        assertThat(payloads().envelopeFile(gone)).doesNotExist();
        assertThat(payloads().proofFile(gone)).doesNotExist();

        VerifiedEvidence verified = verified();
        assertThat(verified.broken()).isEmpty();
        assertThat(verified.evidence())
                .extracting(Evidence::digest)
                .contains(envelopes.get(0).digest(), envelopes.get(2).digest(), logged.digest())
                .doesNotContain(gone);
        assertThat(verified.erasedAbout(EvidenceFixture.model("credit")))
                .singleElement()
                .satisfies(erased -> {
                    assertThat(erased.digest()).isEqualTo(gone);
                    assertThat(erased.index()).isEqualTo(1);
                    assertThat(erased.record()).isEqualTo(logged.digest());
                    assertThat(erased.erasure()).isEqualTo(erasure(envelopes.get(1), 1));
                });
        assertThat(verified.erasedAbout(EvidenceFixture.model("other"))).isEmpty();

        LedgerCheck check = EvidenceFixture.fsck(root);
        assertThat(check.isClean()).isTrue();
        assertThat(check.findings())
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.toFinding().message())
                                .contains(
                                        gone.hex(),
                                        "erased on 2026-11-01T12:00:00Z because request 17"));
    }

    @Test
    void speaksAgainstItsSubjectUntilItIsCarriedOutAgain() {
        recordAndErase(3); // the newest: what is older must not take its place unseen
        java.util.Set<Digest> credit = java.util.Set.of(EvidenceFixture.model("credit"));
        assertThat(verified().erasedAndNotReplaced(credit)).hasSize(1);
        assertThat(verified().erasedAndNotReplaced(java.util.Set.of(EvidenceFixture.model("x"))))
                .isEmpty();
        try (Ledger ledger = EvidenceFixture.open(root)) {
            ledger.record(EvidenceFixture.envelopes(1).getFirst());
        }
        assertThat(verified().erasedAndNotReplaced(credit)).isEmpty();
        VerifiedEvidence about =
                EvidenceFixture.reader(root)
                        .verifiedAbout(
                                credit,
                                EvidenceFixture.KEYS.trusted(),
                                dev.bulwark.kernel.evidence.SignaturePolicy.BOTH);
        assertThat(about.erased()).hasSize(1);
        assertThat(about.broken()).isEmpty();
    }

    @Test
    void neverComesBackUnderTheSameDigest() throws IOException {
        recordAndErase(1);
        Envelope gone = envelopes.get(1);
        try (Ledger ledger = EvidenceFixture.open(root)) {
            assertThatThrownBy(() -> ledger.record(gone))
                    .isInstanceOfSatisfying(
                            BulwarkException.class,
                            e -> assertThat(e.code()).isEqualTo("EVIDENCE_ERASED"));
        }
        Files.write(payloads().envelopeFile(gone.digest()), gone.toBytes());
        assertThat(verified().evidence())
                .extracting(Evidence::digest)
                .doesNotContain(gone.digest());
        assertThat(verified().broken())
                .extracting(BrokenEvidence::flaw)
                .containsExactly(BrokenEvidence.Flaw.NOT_ERASED);
        assertThat(EvidenceFixture.fsck(root).isClean()).isFalse();
        EvidenceFixture.open(root).close();
        assertThat(payloads().envelopeFile(gone.digest())).doesNotExist();
        assertThat(EvidenceFixture.fsck(root).isClean()).isTrue();
    }

    @Test
    void finishesOnOpeningWhatACrashCutBetweenRecordAndDeletion() throws IOException {
        byte[] payload = envelopes.get(2).toBytes();
        recordAndErase(2);
        Path envelope = payloads().envelopeFile(envelopes.get(2).digest());
        Path proof = payloads().proofFile(envelopes.get(2).digest());
        for (List<Path> left :
                List.of(List.of(envelope), List.of(proof), List.of(proof, envelope))) {
            for (Path file : left) {
                Files.write(file, payload);
            }
            EvidenceFixture.open(root).close();
            assertThat(envelope).doesNotExist();
            assertThat(proof).doesNotExist();
        }
    }

    @Test
    void deletesNothingBeforeTheRecordIsLogged() {
        try (Ledger ledger = EvidenceFixture.open(root)) {
            ledger.recordAll(envelopes);
            Envelope unknown = EvidenceFixture.envelopes(1).getFirst();
            for (Envelope record :
                    List.of(
                            record(EvidenceFixture.KEYS, envelopes.get(0), 1),
                            record(EvidenceFixture.KEYS, unknown, 0))) {
                assertThatThrownBy(() -> ledger.erase(record))
                        .isInstanceOf(BulwarkException.class)
                        .isNotInstanceOf(LedgerException.class);
            }
            assertThatThrownBy(
                            () -> ledger.record(record(EvidenceFixture.KEYS, envelopes.get(0), 0)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(ledger.reader().checkpoint().size()).isEqualTo(4);
        }
        assertThat(verified().evidence()).hasSize(4);
    }

    @Test
    void keepsTheRecordsOfErasuresForEver() {
        LoggedEvidence logged = recordAndErase(1);
        Erasure erasure =
                new Erasure(
                        logged.digest(),
                        Erasure.PREDICATE_TYPE,
                        logged.index(),
                        "hide it",
                        "nobody",
                        EvidenceFixture.CLOCK.instant());
        try (Ledger ledger = EvidenceFixture.open(root)) {
            assertThatThrownBy(() -> ledger.erase(EvidenceFixture.KEYS.sign(erasure.statement())))
                    .isInstanceOfSatisfying(
                            BulwarkException.class,
                            e -> assertThat(e.code()).isEqualTo("ERASURE_REFUSED"));
        }
    }

    @Test
    void isMissingAndBlocksIfTheRecordDoesNotCount() throws IOException {
        try (Ledger ledger = EvidenceFixture.open(root)) {
            ledger.recordAll(envelopes);
            ledger.erase(record(SigningKeys.generate(), envelopes.get(1), 1)); // by a stranger
        }
        assertThat(verified().erased()).isEmpty();
        assertThat(verified().blocking())
                .extracting(BrokenEvidence::flaw)
                .containsExactlyInAnyOrder(
                        BrokenEvidence.Flaw.REFUSED, BrokenEvidence.Flaw.MISSING);
        assertThat(verified().blocking())
                .anySatisfy(broken ->
                        assertThat(broken.why())
                                .contains("says that it was erased", "does not count"));
        try (Ledger ledger = EvidenceFixture.open(root)) { // an owner sets it right
            ledger.erase(record(EvidenceFixture.KEYS, envelopes.get(1), 1));
        }
        assertThat(verified().erased()).hasSize(1);
        assertThat(verified().blocking())
                .extracting(BrokenEvidence::flaw)
                .containsExactly(BrokenEvidence.Flaw.REFUSED);
    }

    @Test
    void isMissingAndBlocksIfTheRecordIsGone() throws IOException {
        LoggedEvidence logged = recordAndErase(1);
        Files.delete(payloads().envelopeFile(logged.digest()));
        assertThat(verified().erased()).isEmpty();
        assertThat(verified().blocking())
                .extracting(BrokenEvidence::flaw)
                .containsExactlyInAnyOrder(
                        BrokenEvidence.Flaw.MISSING, BrokenEvidence.Flaw.MISSING);
        assertThat(EvidenceFixture.fsck(root).isClean()).isFalse();
    }

    @Test
    void refusesRecordsThatSayNothing() {
        Envelope envelope = envelopes.getFirst();
        assertThatThrownBy(() ->
                        new Erasure(
                                envelope.digest(),
                                "type",
                                0,
                                " ",
                                "me",
                                EvidenceFixture.CLOCK.instant()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Erasure.from(statementOf(envelope)))
                .isInstanceOf(BulwarkException.class);
    }

    private static dev.bulwark.kernel.evidence.Statement statementOf(Envelope envelope) {
        return dev.bulwark.kernel.evidence.Statement.parse(envelope.payload().toArray());
    }
}
