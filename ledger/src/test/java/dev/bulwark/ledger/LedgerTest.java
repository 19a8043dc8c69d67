package dev.bulwark.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.SignaturePolicy;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.SigningKeys;
import dev.bulwark.ledger.log.ProofVerification;
import dev.bulwark.ledger.log.TlogProof;
import dev.bulwark.ledger.store.EvidenceStore;
import dev.bulwark.ledger.store.FolderPayloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    @TempDir private Path root;

    private final List<Envelope> envelopes = EvidenceFixture.envelopes(3);

    private List<LoggedEvidence> record() {
        try (Ledger ledger = EvidenceFixture.open(root)) {
            return ledger.recordAll(envelopes);
        }
    }

    private VerifiedEvidence verified() {
        return EvidenceFixture.reader(root).verified(EvidenceFixture.KEYS.trusted());
    }

    private Path file(int envelope) {
        return new FolderPayloads(LedgerFolders.in(root).evidence())
                .envelopeFile(envelopes.get(envelope).digest());
    }

    private Path proof(int envelope) {
        return new FolderPayloads(LedgerFolders.in(root).evidence())
                .proofFile(envelopes.get(envelope).digest());
    }

    private static List<BrokenEvidence.Flaw> flaws(VerifiedEvidence verified) {
        return verified.broken().stream().map(BrokenEvidence::flaw).toList();
    }

    @Test
    void handsOutWhatWasRecordedInTheOrderOfTheLog() {
        List<LoggedEvidence> recorded = record();
        assertThat(recorded).extracting(LoggedEvidence::index).containsExactly(0L, 1L, 2L);
        VerifiedEvidence verified = verified();
        assertThat(verified.broken()).isEmpty();
        assertThat(verified.evidence())
                .extracting(Evidence::digest)
                .isEqualTo(envelopes.stream().map(Envelope::digest).toList());
        assertThat(verified.about(EvidenceFixture.model("credit"))).hasSize(3);
        assertThat(verified.about(EvidenceFixture.model("other"))).isEmpty();
        assertThat(EvidenceFixture.fsck(root)).isEqualTo(new LedgerCheck(3, List.of()));
    }

    @Test
    void keepsProofsThatAStrangerVerifiesWithThePublicKeyAlone() throws IOException {
        record();
        for (int i = 0; i < envelopes.size(); i++) {
            TlogProof proof = TlogProof.parse(Files.readAllBytes(proof(i)));
            ProofVerification verification =
                    proof.verifyEvidence(
                            TestKeys.verifier(EvidenceFixture.KEYS.ed25519()),
                            Envelope.parse(Files.readAllBytes(file(i))).digest());
            assertThat(verification).isInstanceOf(ProofVerification.Included.class);
        }
    }

    @Test
    void recordsAnEnvelopeOnceHoweverOftenItComes() {
        List<LoggedEvidence> first = record();
        List<LoggedEvidence> second = record();
        assertThat(second)
                .extracting(LoggedEvidence::index)
                .isEqualTo(first.stream().map(LoggedEvidence::index).toList());
        try (Ledger ledger = EvidenceFixture.open(root)) {
            Envelope twice = EvidenceFixture.envelopes(1).getFirst();
            List<LoggedEvidence> both = ledger.recordAll(List.of(twice, twice));
            assertThat(both).extracting(LoggedEvidence::index).containsExactly(3L, 3L);
            assertThat(ledger.indexOf(twice.digest())).hasValue(3);
            assertThat(ledger.reader().checkpoint().size()).isEqualTo(4);
        }
        assertThat(EvidenceFixture.fsck(root).isClean()).isTrue();
    }

    @Test
    void restoresAMissingOrDamagedEnvelopeThatIsRecordedAgain() throws IOException {
        record();
        Files.delete(file(0));
        Files.writeString(file(1), "{}");
        record();
        assertThat(verified().broken()).isEmpty();
        assertThat(EvidenceFixture.fsck(root)).isEqualTo(new LedgerCheck(3, List.of()));
    }

    @Test
    void reportsEveryFlippedByteOfEvidenceAndProof() throws IOException {
        record();
        for (Path file : List.of(file(0), proof(0))) {
            byte[] whole = Files.readAllBytes(file);
            for (int at = 0; at < whole.length; at += 37) {
                byte[] altered = whole.clone();
                altered[at] ^= 1;
                Files.write(file, altered);
                LedgerCheck check = EvidenceFixture.fsck(root);
                assertThat(check.isClean()).isFalse();
                assertThat(check.findings().getFirst().toFinding().location())
                        .isEqualTo("sha256/" + file.getFileName());
            }
            Files.write(file, whole);
        }
        assertThat(EvidenceFixture.fsck(root).isClean()).isTrue();
    }

    @Test
    void reportsDamagedMissingForeignAndUnloggedEvidenceAndHandsOutNoneOfIt() throws IOException {
        record();
        Envelope unlogged =
                EvidenceFixture.envelope(EvidenceFixture.KEYS, Practice.AUDIT_TRAIL, "credit", 9);
        new EvidenceStore(LedgerFolders.in(root).evidence()).put(unlogged);
        Files.writeString(file(0).resolveSibling("notes.txt"), "hello");
        byte[] bytes = Files.readAllBytes(file(0));
        bytes[100] ^= 1;
        Files.write(file(0), bytes);
        Files.delete(file(1));
        VerifiedEvidence verified = verified();
        assertThat(verified.evidence())
                .extracting(Evidence::digest)
                .containsExactly(envelopes.get(2).digest());
        assertThat(flaws(verified))
                .containsExactlyInAnyOrder(
                        BrokenEvidence.Flaw.DAMAGED,
                        BrokenEvidence.Flaw.DAMAGED,
                        BrokenEvidence.Flaw.NOT_LOGGED,
                        BrokenEvidence.Flaw.MISSING);
        assertThat(EvidenceFixture.fsck(root).findings()).hasSize(4);
    }

    @Test
    void refusesEvidenceOfAStrangerAndEvidenceWithOneSignatureTakenAway() {
        Envelope stranger =
                EvidenceFixture.envelope(SigningKeys.generate(), Practice.SIGNING, "credit", 1);
        Envelope whole = envelopes.getFirst();
        Envelope stripped =
                new Envelope(
                        whole.payloadType(), whole.payload(), whole.signatures().subList(0, 1));
        Envelope altered =
                new Envelope(
                        whole.payloadType(),
                        Bytes.of(envelopes.get(1).payload().toArray()),
                        whole.signatures());
        try (Ledger ledger = EvidenceFixture.open(root)) {
            ledger.recordAll(List.of(stranger, stripped, altered));
        }
        assertThat(verified().evidence()).isEmpty();
        assertThat(flaws(verified()))
                .containsExactly(
                        BrokenEvidence.Flaw.REFUSED,
                        BrokenEvidence.Flaw.REFUSED,
                        BrokenEvidence.Flaw.REFUSED);
        VerifiedEvidence lenient =
                EvidenceFixture.reader(root)
                        .verified(EvidenceFixture.KEYS.trusted(), SignaturePolicy.ANY);
        assertThat(lenient.evidence())
                .extracting(Evidence::digest)
                .containsExactly(stripped.digest());
    }

    @Test
    void refusesAProofOfAnotherTreeUnderTheSameKey(@TempDir Path elsewhere) throws IOException {
        record();
        try (Ledger fork = EvidenceFixture.open(elsewhere)) {
            fork.recordAll(List.of(envelopes.get(2), envelopes.get(1), envelopes.get(0)));
        }
        Path forged =
                new FolderPayloads(LedgerFolders.in(elsewhere).evidence())
                        .proofFile(envelopes.get(1).digest());
        Files.copy(forged, proof(1), StandardCopyOption.REPLACE_EXISTING);
        assertThat(EvidenceFixture.fsck(root).findings())
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.toFinding().message()).contains("another tree"));
    }

    @Test
    void finishesWhatACrashCutBetweenLogAndStore() throws IOException {
        record();
        Path pending = LedgerFolders.in(root).evidence().resolve("pending");
        Files.move(file(0), pending.resolve(file(0).getFileName()));
        Envelope never = EvidenceFixture.envelopes(1).getFirst();
        Files.write(pending.resolve(never.digest().hex() + ".json"), never.toBytes());
        Files.writeString(pending.resolve("junk"), "x");
        Files.delete(proof(0));
        Files.delete(proof(2));
        assertThat(verified().evidence()).hasSize(3);

        EvidenceFixture.open(root).close();
        assertThat(file(0)).exists();
        assertThat(proof(2)).as("the last one, which a crash can take").exists();
        try (Stream<Path> left = Files.list(pending)) {
            assertThat(left).isEmpty();
        }
        assertThat(verified().broken()).isEmpty();
        LedgerCheck check = EvidenceFixture.fsck(root);
        assertThat(check.isClean()).isTrue();
        assertThat(check.findings())
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.toFinding().rule()).isEqualTo("evidence/NO_PROOF"));
        record();
        assertThat(EvidenceFixture.fsck(root).findings()).isEmpty();
    }

    @Test
    void refusesWhatIsNotAsItsSchemaSaysWhenWrittenAndWhenRead() {
        Statement odd =
                new Statement(
                        List.of(new Subject("credit", EvidenceFixture.model("credit"))),
                        Practice.SIGNING.predicateType(),
                        Json.obj("outcome", "passed"));
        Envelope envelope = EvidenceFixture.KEYS.sign(odd);
        try (Ledger ledger = EvidenceFixture.open(root)) {
            assertThatThrownBy(() -> ledger.record(envelope))
                    .isInstanceOfSatisfying(
                            BulwarkException.class,
                            e -> assertThat(e.code()).isEqualTo("EVIDENCE_SCHEMA_VIOLATED"));
            assertThat(ledger.reader().checkpoint().size()).isZero();
            ledger.append(List.of(envelope)); // as another version may have
        }
        assertThat(verified().evidence()).isEmpty();
        assertThat(verified().blocking())
                .singleElement()
                .satisfies(broken -> {
                    assertThat(broken.flaw()).isEqualTo(BrokenEvidence.Flaw.OFF_SCHEMA);
                    assertThat(broken.why()).contains("member 'result' is missing");
                });
    }

    @Test
    void readsWhatIsAboutASubjectAloneAndMissesNothingOfIt() throws IOException {
        Envelope digits =
                EvidenceFixture.envelope(EvidenceFixture.KEYS, Practice.SIGNING, "digits", 1);
        Envelope later =
                EvidenceFixture.envelope(EvidenceFixture.KEYS, Practice.AUDIT_TRAIL, "digits", 2);
        record();
        try (Ledger ledger = EvidenceFixture.open(root)) {
            ledger.recordAll(List.of(digits, later));
        }
        Files.writeString(file(0), "damaged, but not about digits");
        LedgerReader reader = EvidenceFixture.reader(root);
        Set<Digest> subject = Set.of(EvidenceFixture.model("digits"));
        VerifiedEvidence about =
                reader.verifiedAbout(subject, EvidenceFixture.KEYS.trusted(), SignaturePolicy.BOTH);
        assertThat(about.broken()).isEmpty();
        assertThat(about.evidence())
                .extracting(Evidence::digest)
                .containsExactly(digits.digest(), later.digest());
        assertThat(about.standing(about.evidence().getFirst()).index()).isEqualTo(3);

        FolderPayloads payloads = new FolderPayloads(LedgerFolders.in(root).evidence());
        Files.delete(payloads.envelopeFile(later.digest()));
        Files.writeString(payloads.envelopeFile(digits.digest()), "x");
        VerifiedEvidence broken =
                reader.verifiedAbout(subject, EvidenceFixture.KEYS.trusted(), SignaturePolicy.BOTH);
        assertThat(broken.evidence()).isEmpty();
        assertThat(flaws(broken))
                .containsExactly(BrokenEvidence.Flaw.DAMAGED, BrokenEvidence.Flaw.MISSING);
        assertThat(
                        reader.verifiedAbout(
                                        Set.of(EvidenceFixture.model("none")),
                                        EvidenceFixture.KEYS.trusted(),
                                        SignaturePolicy.BOTH)
                                .evidence())
                .isEmpty();
    }

    @Test
    void followsNoLinksOutOfTheStore(@TempDir Path elsewhere) throws IOException {
        record();
        Path outside = elsewhere.resolve("envelope.json");
        Files.move(file(0), outside);
        Files.createSymbolicLink(file(0), outside);
        assertThat(flaws(verified())).containsExactly(BrokenEvidence.Flaw.DAMAGED);
    }

    @Test
    void saysThatAnEnvelopeIsNotLogged() {
        record();
        assertThatThrownBy(() -> EvidenceFixture.reader(root).proof(EvidenceFixture.model("none")))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> assertThat(e.code()).isEqualTo("LEDGER_NOT_LOGGED"));
    }

    @Test
    void namesTheDamageOfTheLogBeforeAnythingElse() throws IOException {
        record();
        Path bundle = LedgerFolders.in(root).log().resolve("tile/entries/000.p/3");
        byte[] bytes = Files.readAllBytes(bundle);
        bytes[40] ^= 1;
        Files.write(bundle, bytes);
        LedgerCheck check = EvidenceFixture.fsck(root);
        assertThat(check.findings().getFirst().toFinding().message())
                .isEqualTo("entry 0 in 'tile/entries/000.p/3' is not the one that was logged");
        assertThatThrownBy(() -> EvidenceFixture.reader(root)).isInstanceOf(BulwarkException.class);
        assertThatThrownBy(() -> EvidenceFixture.open(root)).isInstanceOf(BulwarkException.class);
    }
}
