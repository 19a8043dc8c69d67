package dev.bulwark.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.log.LedgerException;
import dev.bulwark.ledger.log.ProofVerification;
import dev.bulwark.ledger.log.TlogProof;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.SignatureType;
import dev.bulwark.ledger.note.SignedNote;
import dev.bulwark.ledger.policy.TrustPolicy;
import dev.bulwark.ledger.witness.HttpWitnesses;
import dev.bulwark.ledger.witness.KnownLogs;
import dev.bulwark.ledger.witness.TlsMaterial;
import dev.bulwark.ledger.witness.Witness;
import dev.bulwark.ledger.witness.WitnessServer;
import dev.bulwark.ledger.witness.WitnessState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger with two witnesses on the network: the proof beside each envelope, and rollbacks. */
class CosignedProofTest {
    private static final int TWELVE_KILOBYTES = 12 * 1024;
    private static final int BASE64_HASH = 45;
    private static final NoteSigner LOG =
            NoteSigner.ofLog(TestKeys.ORIGIN, EvidenceFixture.KEYS.ed25519());
    private static final NoteSigner LOG_ML_DSA = mlDsa(TestKeys.ORIGIN);

    @TempDir private Path folder;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final StringBuilder lines = new StringBuilder();
    private TrustPolicy policy;

    private static NoteSigner mlDsa(String name) {
        return NoteSigner.cosigner(
                name,
                SignatureType.ML_DSA_44_COSIGNATURE,
                TestKeys.generate("ML-DSA-44"),
                EvidenceFixture.CLOCK);
    }

    private static NoteSigner ed25519(String name) {
        return NoteSigner.cosigner(
                name, SignatureType.ED25519_COSIGNATURE, TestKeys.ed25519(), EvidenceFixture.CLOCK);
    }

    @BeforeEach
    void witnesses() {
        for (String name : List.of("w1", "w2")) {
            List<NoteSigner> signers = List.of(ed25519(name + ".test"), mlDsa(name + ".test"));
            WitnessState state = WitnessState.open(folder.resolve(name));
            open.add(state);
            WitnessServer server =
                    WitnessServer.startWithoutTls(
                            new Witness(KnownLogs.of(List.of(LOG.verifier())), signers, state),
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                            _ -> {});
            open.add(server);
            String members = "";
            for (NoteSigner signer : signers) {
                String member = name + "-" + signer.verifier().type().identifier();
                members += " " + member;
                lines.append(
                        "witness %s %s http://127.0.0.1:%d\n"
                                .formatted(member, signer.verifier(), server.address().getPort()));
            }
            lines.append("group %s all%s\n".formatted(name, members));
        }
        policy = policy(lines + "group both all w1 w2\nquorum both\n");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private static TrustPolicy policy(String text) {
        return TrustPolicy.parse(
                ("log " + LOG.verifier() + "\n" + text).getBytes(StandardCharsets.UTF_8));
    }

    private Ledger ledger(Path root) {
        return Ledger.open(
                LedgerFolders.in(root),
                LOG,
                List.of(LOG_ML_DSA),
                new HttpWitnesses(policy, TlsMaterial.client(), EvidenceFixture.CLOCK),
                EvidenceFixture.CLOCK);
    }

    private byte[] storedProof(Path root, Digest envelope) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("evidence"))) {
            Path file =
                    files.filter(f -> f.endsWith(envelope.hex() + ".tlog-proof"))
                            .findFirst()
                            .orElseThrow();
            return Files.readAllBytes(file);
        }
    }

    @Test
    void theProofBesideTheEnvelopeHoldsByThePolicyAloneAndFitsInTwelveKilobytes() throws Exception {
        Path root = folder.resolve("project");
        LoggedEvidence last;
        try (Ledger ledger = ledger(root)) {
            last = ledger.recordAll(EvidenceFixture.envelopes(20)).getLast();
        }
        byte[] file = storedProof(root, last.digest());
        TlogProof proof = TlogProof.parse(file);
        assertThat(proof.verifyEvidence(policy, last.digest(), EvidenceFixture.CLOCK.instant()))
                .isInstanceOf(ProofVerification.Included.class);
        int inATreeOfAMillion = file.length + (20 - proof.hashes().size()) * BASE64_HASH;
        assertThat(inATreeOfAMillion).isLessThanOrEqualTo(TWELVE_KILOBYTES);
        int survived = 0;
        for (int at = 0; at < file.length; at += 31) {
            byte[] flipped = file.clone();
            flipped[at] ^= (byte) (1 << (at % 8));
            if (holds(flipped, last.digest())) {
                // Only in the log's second signature, which this policy does not ask for.
                TlogProof read = TlogProof.parse(flipped);
                assertThat(read.hashes()).as("byte %d", at).isEqualTo(proof.hashes());
                assertThat(text(read)).as("byte %d", at).isEqualTo(text(proof));
                assertThat(read.extra()).as("byte %d", at).isEqualTo(proof.extra());
                survived++;
            }
        }
        assertThat(survived).isLessThan(file.length / 31 / 3);
        for (int length = 0; length < file.length; length += 101) {
            assertThat(holds(Arrays.copyOf(file, length), last.digest())).isFalse();
        }
    }

    private static String text(TlogProof proof) {
        return SignedNote.parse(proof.checkpoint().toArray()).text();
    }

    private boolean holds(byte[] file, Digest envelope) {
        try {
            return TlogProof.parse(file)
                            .verifyEvidence(policy, envelope, EvidenceFixture.CLOCK.instant())
                    instanceof ProofVerification.Included;
        } catch (dev.bulwark.kernel.BulwarkException e) {
            return false;
        }
    }

    @Test
    void theProofDoesNotHoldByAPolicyThatAsksForOthers() {
        TlogProof proof;
        Digest digest;
        try (Ledger ledger = ledger(folder.resolve("project"))) {
            LoggedEvidence logged = ledger.record(EvidenceFixture.envelopes(1).getFirst());
            proof = logged.proof();
            digest = logged.digest();
        }
        String stranger = "witness s " + ed25519("w1.test").verifier() + "\n";
        assertThat(
                        proof.verifyEvidence(
                                policy(stranger + "quorum s\n"),
                                digest,
                                EvidenceFixture.CLOCK.instant()))
                .isInstanceOf(ProofVerification.Refused.class);
        assertThat(
                        proof.verifyEvidence(
                                policy(lines + stranger + "group g all w1 s\nquorum g\n"),
                                digest,
                                EvidenceFixture.CLOCK.instant()))
                .isInstanceOf(ProofVerification.Refused.class);
        NoteSigner other = NoteSigner.ofLog(TestKeys.ORIGIN, TestKeys.ed25519());
        TrustPolicy foreign =
                TrustPolicy.parse(
                        ("log " + other.verifier() + "\nquorum none\n")
                                .getBytes(StandardCharsets.UTF_8));
        assertThat(proof.verifyEvidence(foreign, digest, EvidenceFixture.CLOCK.instant()))
                .isInstanceOf(ProofVerification.Refused.class);
        assertThat(
                        proof.verifyEvidence(
                                policy, Digest.of(new byte[0]), EvidenceFixture.CLOCK.instant()))
                .isInstanceOf(ProofVerification.Refused.class);
    }

    @Test
    void anOlderCopyOfTheLedgerCannotRecordAnything() throws Exception {
        Path root = folder.resolve("project");
        Path older = folder.resolve("older");
        try (Ledger ledger = ledger(root)) {
            ledger.recordAll(EvidenceFixture.envelopes(2));
        }
        copy(root, older);
        try (Ledger ledger = ledger(root)) {
            ledger.recordAll(EvidenceFixture.envelopes(4));
        }
        try (Ledger ledger = ledger(older)) {
            assertThat(refusal(ledger, 3)).contains("put back to an older copy", "6 entries");
            assertThat(refusal(ledger, 6)).contains("two histories", "6 entries");
        }
    }

    private static String refusal(Ledger ledger, int envelopes) {
        try {
            ledger.recordAll(EvidenceFixture.envelopes(envelopes));
            return "";
        } catch (LedgerException e) {
            return e.what();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
