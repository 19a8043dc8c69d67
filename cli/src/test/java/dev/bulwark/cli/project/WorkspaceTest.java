package dev.bulwark.cli.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Progress;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.PublicKeyFile;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.testkit.FixedClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {
    private static final String KIND = "https://bulwark.dev/evidence/performance/v1";

    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    @TempDir private Path root;

    @Test
    void theFirstOpeningMakesKeysAndTheSecondFindsTheSameLog() throws IOException {
        String origin;
        try (Workspace first = open("credit")) {
            origin = first.ledger().logKey().name();
            assertThat(origin).matches("bulwark\\.dev/log/credit/[0-9a-f]{16}");
            assertThat(first.folder().publicKeys())
                    .hasContent(PublicKeyFile.format(first.keys().publicKeys()));
            assertThat(first.folder().logKey()).hasContent(first.ledger().logKey() + "\n");
        }
        // The log keeps its name though the system gets another.
        try (Workspace second = open("renamed")) {
            assertThat(second.ledger().logKey().name()).isEqualTo(origin);
        }
    }

    @Test
    void aProjectOfAnEarlierReleaseIsSignedTwiceFromItsNextOpeningOn() throws Exception {
        try (Workspace workspace = open("credit")) {
            workspace.record(statement(1));
        }
        ProjectFolder folder = ProjectFolder.at(root);
        asEarlierReleasesLeftIt(folder);
        assertThat(Workspace.reader(folder).checkpoint().size()).isEqualTo(1);

        open("credit").close();

        List<PublicKey> keys = PublicKeyFile.read(folder.publicKeys());
        assertThat(keys).hasSize(4);
        assertThat(Workspace.reader(folder).checkpoint().signers()).hasSize(2);
        assertThat(Workspace.check(folder, keys, Progress.silent()).isClean()).isTrue();
        assertThat(Files.readString(folder.publicKeys())).startsWith("of the risk team");
        // From now on one signature is not enough.
        stripSecondSignature(folder);
        assertThatThrownBy(() -> Workspace.reader(folder))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("ML-DSA-44");
    }

    private static void asEarlierReleasesLeftIt(ProjectFolder folder) throws IOException {
        List<PublicKey> keys = PublicKeyFile.read(folder.publicKeys());
        Files.writeString(
                folder.publicKeys(),
                "of the risk team\n" + PublicKeyFile.format(keys.subList(0, 3)));
        stripSecondSignature(folder);
    }

    /** The checkpoint with its first signature alone. */
    private static void stripSecondSignature(ProjectFolder folder) throws IOException {
        for (String name : List.of("checkpoint", "writer/signed-checkpoint")) {
            Path file = folder.ledger().log().resolve(name);
            String note = Files.readString(file);
            int second = note.indexOf("\n\u2014", note.indexOf("\u2014"));
            Files.writeString(file, note.substring(0, second + 1));
        }
    }

    @Test
    void whatIsRecordedVerifiesAndTheNewestIsFound() throws IOException {
        try (Workspace workspace = open("credit")) {
            workspace.record(statement(1));
            workspace.record(statement(2));

            assertThat(workspace.verified().evidence())
                    .extracting(WorkspaceTest::round)
                    .containsExactly(1L, 2L);
            assertThat(Workspace.newest(workspace.verified(), KIND))
                    .hasValueSatisfying(e -> assertThat(round(e)).isEqualTo(2));
            assertThat(Workspace.newest(workspace.verified(), KIND + "1")).isEmpty();
            assertThat(Workspace.faults(workspace.verified())).isEmpty();
        }
    }

    @Test
    void anEnvelopeThatIsRemovedIsAFaultAndAProofIsNot() throws IOException {
        try (Workspace workspace = open("credit")) {
            Digest proofless = workspace.record(statement(1)).digest();
            Digest gone = workspace.record(statement(2)).digest();
            Files.delete(file(proofless, ".tlog-proof"));
            assertThat(Workspace.faults(workspace.verified())).isEmpty();

            Files.delete(file(gone, ".json"));

            assertThat(Workspace.faults(workspace.verified()))
                    .singleElement()
                    .satisfies(fault -> assertThat(fault).contains(gone.hex(), "restore the file"));
        }
    }

    @Test
    void aLogKeyThatIsNotTheSignersIsRefused() throws IOException, GeneralSecurityException {
        open("credit").close();
        Path logKey = ProjectFolder.at(root).logKey();
        VerifierKey own = VerifierKey.parse(Files.readString(logKey).strip());
        VerifierKey foreign =
                VerifierKey.ofLog(
                        own.name(),
                        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic());
        Files.writeString(logKey, foreign + "\n");

        assertThatThrownBy(() -> open("credit"))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo("LOG_KEY_FOREIGN");
                            assertThat(e.fix()).contains("from one backup");
                        });

        Files.writeString(logKey, "no key\n");
        List<PublicKey> keys = PublicKeyFile.read(ProjectFolder.at(root).publicKeys());
        assertThatThrownBy(() -> Workspace.logKey(ProjectFolder.at(root), keys))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo("LOG_KEY_DAMAGED");
                            assertThat(e.what()).contains("log.vkey");
                        });
        Files.delete(logKey);
        assertThatThrownBy(() -> Workspace.logKey(ProjectFolder.at(root), keys))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> assertThat(e.code()).isEqualTo("LOG_KEY_MISSING"));
    }

    @Test
    void aWrongPassphraseOpensNothing() throws IOException {
        open("credit").close();

        assertThatThrownBy(() ->
                        Workspace.open(
                                ProjectFolder.at(root),
                                "credit",
                                Map.of("BULWARK_PASSPHRASE", "not the right one"),
                                Optional.empty(),
                                FixedClock.at("2026-03-01T12:00:00Z")))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> assertThat(e.code()).isEqualTo("PASSPHRASE_WRONG"));
    }

    private Workspace open(String system) throws IOException {
        return Workspace.open(
                ProjectFolder.at(root),
                system,
                Map.of(),
                Optional.empty(),
                FixedClock.at("2026-03-01T12:00:00Z"));
    }

    private Path file(Digest digest, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(ProjectFolder.at(root).ledger().evidence())) {
            return files.filter(file -> file.endsWith(digest.hex() + suffix))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static long round(Evidence evidence) {
        return evidence.statement().predicate().object("result").integer("n");
    }

    private static Statement statement(int round) {
        Digest digest = Digest.of("model".getBytes(StandardCharsets.UTF_8));
        return new PracticeEvidence(
                        "performance",
                        Outcome.PASSED,
                        NOW,
                        Json.obj(
                                "confidence", 0.95,
                                "calibration_bins", 10,
                                "bootstrap_replicates", 100),
                        Json.obj("n", round, "class_count", 2),
                        OptionalLong.of(1))
                .about(List.of(new Subject("model.onnx", digest)));
    }
}
