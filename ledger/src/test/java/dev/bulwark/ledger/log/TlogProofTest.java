package dev.bulwark.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.TestKeys;
import dev.bulwark.ledger.merkle.TreeHash;
import dev.bulwark.ledger.note.SignedNote;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.ledger.policy.TrustPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlogProofTest {
    private static final int SIZE = 11;

    @TempDir private Path folder;
    private List<TlogProof> proofs = List.of();

    @BeforeEach
    void log() {
        List<TlogProof> made = new ArrayList<>();
        try (TransparencyLog log = LogFixture.open(folder)) {
            for (long index : log.append(LogFixture.entries(0, SIZE))) {
                made.add(log.proof(index));
            }
        }
        proofs = made;
    }

    private static Digest envelope(long index) {
        return LogFixture.entry(index).envelope();
    }

    private static boolean holds(byte[] file, Digest envelope) {
        try {
            return TlogProof.parse(file).verifyEvidence(LogFixture.KEY, envelope)
                    instanceof ProofVerification.Included;
        } catch (BulwarkException e) {
            return false;
        }
    }

    @Test
    void isTheFormatOfTheSpecification() {
        String file = new String(proofs.get(3).toBytes(), StandardCharsets.UTF_8);
        String[] lines = file.split("\n", -1);
        assertThat(lines[0]).isEqualTo("c2sp.org/tlog-proof@v1");
        assertThat(lines[1]).startsWith("extra ey");
        assertThat(lines[2]).isEqualTo("index 3");
        assertThat(lines[3]).hasSize(44);
        assertThat(lines[7]).isEmpty();
        assertThat(lines[8]).isEqualTo(TestKeys.ORIGIN);
        assertThat(lines[9]).isEqualTo("11");
        assertThat(proofs.get(3).toBytes()).hasSizeLessThan(12 * 1024);
    }

    @Test
    void isEqualAfterBeingWrittenAndRead() {
        for (TlogProof proof : proofs) {
            assertThat(TlogProof.parse(proof.toBytes())).isEqualTo(proof);
        }
        TlogProof bare =
                new TlogProof(Bytes.of(new byte[0]), 0, List.of(), Bytes.of(new byte[] {'x'}));
        assertThat(TlogProof.parse(bare.toBytes())).isEqualTo(bare);
    }

    @Test
    void holdsForItsOwnEnvelopeAndForNoOther() {
        for (int i = 0; i < SIZE; i++) {
            for (int j = 0; j < SIZE; j++) {
                assertThat(holds(proofs.get(i).toBytes(), envelope(j))).isEqualTo(i == j);
            }
        }
    }

    @Test
    void refusesEveryTruncationAndEveryFlippedByte() {
        byte[] file = proofs.get(6).toBytes();
        for (int length = 0; length < file.length; length++) {
            assertThat(holds(Arrays.copyOf(file, length), envelope(6))).isFalse();
        }
        for (int at = 0; at < file.length; at++) {
            byte[] altered = file.clone();
            altered[at] ^= (byte) (1 << (at % 8));
            assertThat(holds(altered, envelope(6))).as("byte " + at).isFalse();
        }
        assertThat(holds(file, envelope(6))).isTrue();
    }

    @Test
    void refusesForgeries() {
        TlogProof genuine = proofs.get(6);
        byte[] entry = LogFixture.entry(6).toBytes();
        assertThat(genuine.verify(LogFixture.KEY, entry))
                .isInstanceOf(ProofVerification.Included.class);
        List<TlogProof> forged =
                List.of(
                        with(genuine, 7, genuine.hashes()),
                        with(genuine, 6 + SIZE, genuine.hashes()),
                        with(genuine, 6, genuine.hashes().subList(1, 4)),
                        with(genuine, 6, List.of()),
                        with(genuine, 6, Collections.nCopies(63, genuine.hashes().get(0))),
                        with(genuine, 6, proofs.get(5).hashes()));
        for (TlogProof proof : forged) {
            assertThat(proof.verify(LogFixture.KEY, entry))
                    .isInstanceOf(ProofVerification.Refused.class);
        }
        assertThat(genuine.verify(LogFixture.KEY, LogFixture.entry(5).toBytes()))
                .isInstanceOf(ProofVerification.Refused.class);
        assertThat(genuine.verify(TestKeys.verifier(TestKeys.ed25519()), entry))
                .isInstanceOf(ProofVerification.Refused.class);
    }

    @Test
    void holdsUnderAPolicyThatNamesTheLogAndUnderNoOther() {
        Instant now = Instant.parse("2026-11-01T12:00:00Z");
        TrustPolicy ours = policy(LogFixture.KEY);
        TrustPolicy other = policy(TestKeys.verifier(TestKeys.ed25519()));
        TlogProof genuine = proofs.get(6);
        byte[] entry = LogFixture.entry(6).toBytes();
        assertThat(genuine.verify(ours, entry, now)).isInstanceOf(ProofVerification.Included.class);
        assertThat(genuine.verifyEvidence(ours, envelope(6), now))
                .isEqualTo(genuine.verify(ours, entry, now));
        assertThat(genuine.verifyEvidence(ours, envelope(5), now))
                .isInstanceOf(ProofVerification.Refused.class);
        assertThat(genuine.verify(ours, LogFixture.entry(5).toBytes(), now))
                .isInstanceOf(ProofVerification.Refused.class);
        assertThat(genuine.verify(other, entry, now)).isInstanceOf(ProofVerification.Refused.class);
    }

    private static TrustPolicy policy(VerifierKey log) {
        return TrustPolicy.parse(
                "log %s\nquorum none\n".formatted(log).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void refusesACheckpointThatIsTooLargeToRead() {
        TlogProof genuine = proofs.get(6);
        TlogProof large =
                new TlogProof(
                        genuine.extra(),
                        6,
                        genuine.hashes(),
                        Bytes.of(new byte[SignedNote.LARGEST_IN_BYTES + 1]));
        byte[] entry = LogFixture.entry(6).toBytes();
        assertThat(large.verify(LogFixture.KEY, entry))
                .isInstanceOf(ProofVerification.Refused.class);
        assertThat(large.verify(policy(LogFixture.KEY), entry, Instant.EPOCH))
                .isInstanceOf(ProofVerification.Refused.class);
    }

    @Test
    void cannotBeMadeWithWhatNoProofHas() {
        TreeHash hash = proofs.get(6).hashes().getFirst();
        assertThatThrownBy(() -> with(proofs.get(6), -1, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> with(proofs.get(6), 0, Collections.nCopies(64, hash)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(with(proofs.get(6), 0, Collections.nCopies(63, hash)).hashes()).hasSize(63);
    }

    @Test
    void doesNotTrustTheExtraLine() {
        TlogProof genuine = proofs.get(6);
        LogEntry invented = LogFixture.entry(99);
        TlogProof forged =
                new TlogProof(
                        Bytes.of(invented.toBytes()),
                        genuine.index(),
                        genuine.hashes(),
                        genuine.checkpoint());
        assertThat(forged.verifyEvidence(LogFixture.KEY, invented.envelope()))
                .isInstanceOf(ProofVerification.Refused.class);
    }

    @Test
    void refusesMalformedFiles() {
        String hash = "A".repeat(43) + "=";
        String head = "c2sp.org/tlog-proof@v1\n";
        List<String> files =
                List.of(
                        "",
                        head,
                        head + "\n",
                        head + "index 1\n",
                        head + "index 01\n\nx",
                        head + "index -1\n\nx",
                        head + "index \n\nx",
                        head + "index 9223372036854775808\n\nx",
                        head + "extra \nindex 1\n\nx",
                        head + "extra AAA\nindex 1\n\nx",
                        head + "extra AAAA\n\nx",
                        head + "index 1\nextra AAAA\n\nx",
                        head + "index 1\nAAAA\n\nx",
                        head + "index 1\n" + (hash + "\n").repeat(64) + "\nx",
                        "c2sp.org/tlog-proof@v2\nindex 1\n\nx");
        for (String file : files) {
            assertThatThrownBy(() -> TlogProof.parse(file.getBytes(StandardCharsets.UTF_8)))
                    .as(file)
                    .isInstanceOf(LedgerException.class);
        }
        assertThatThrownBy(() -> TlogProof.parse(new byte[TlogProof.LARGEST_IN_BYTES + 1]))
                .isInstanceOf(LedgerException.class);
    }

    private static TlogProof with(TlogProof proof, long index, List<TreeHash> hashes) {
        return new TlogProof(proof.extra(), index, hashes, proof.checkpoint());
    }
}
