package dev.bulwark.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Progress;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.ledger.store.FolderPayloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proofs beside the evidence of a ledger that signs with two keys. */
class TwoSignaturesTest {
    private static final VerifierKey FIRST = TestKeys.verifier(EvidenceFixture.KEYS.ed25519());
    private static final List<VerifierKey> SECONDS =
            VerifierKey.mlDsaOfLog(TestKeys.ORIGIN, EvidenceFixture.KEYS.publicKeys());

    @TempDir private Path root;

    private void record(Envelope envelope, List<NoteSigner> seconds) {
        NoteSigner first = NoteSigner.ofLog(TestKeys.ORIGIN, EvidenceFixture.KEYS.ed25519());
        try (Ledger ledger =
                Ledger.open(LedgerFolders.in(root), first, seconds, EvidenceFixture.CLOCK)) {
            ledger.record(envelope);
        }
    }

    private static NoteSigner second() {
        return NoteSigner.mlDsaOfLog(
                TestKeys.ORIGIN, EvidenceFixture.KEYS.mlDsa44(), EvidenceFixture.CLOCK);
    }

    private LedgerCheck check() {
        return LedgerFsck.check(LedgerFolders.in(root), FIRST, SECONDS, Progress.silent());
    }

    private Path proof(Envelope envelope) {
        return new FolderPayloads(LedgerFolders.in(root).evidence()).proofFile(envelope.digest());
    }

    @Test
    void namesEveryFlippedByteOfAProofWithTwoSignatures() throws IOException {
        Envelope envelope = EvidenceFixture.envelopes(1).getFirst();
        record(envelope, List.of(second()));
        assertThat(check().findings()).isEmpty();
        Path file = proof(envelope);
        byte[] whole = Files.readAllBytes(file);
        int near = whole.length - 3_400; // where the lines of the signatures begin
        for (int at = 0; at < whole.length; at += at < near || at > near + 200 ? 23 : 1) {
            byte[] altered = whole.clone();
            altered[at] ^= 1;
            Files.write(file, altered);
            LedgerCheck check = check();
            assertThat(check.isClean()).as("byte " + at).isFalse();
            assertThat(check.findings().getFirst().toFinding().location())
                    .isEqualTo("sha256/" + file.getFileName());
        }
    }

    @Test
    void keepsBelievingProofsOfTheTimeWithOneSignature() {
        List<Envelope> envelopes = EvidenceFixture.envelopes(2);
        record(envelopes.getFirst(), List.of());
        record(envelopes.getLast(), List.of(second()));
        assertThat(check()).isEqualTo(new LedgerCheck(2, List.of()));
    }
}
