package dev.bulwark.governance.dossier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bulwark.governance.SampleEvidence;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.keys.SigningKeys;
import dev.bulwark.ledger.note.SignatureType;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.ledger.policy.TrustPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DossierTest {
    private static final SigningKeys KEYS = SampleEvidence.KEYS;

    @TempDir Path scratch;

    private Path dossier;

    @BeforeEach
    void writeOne() {
        dossier = scratch.resolve("dossier");
        write("");
    }

    private void write(String hostile) {
        new DossierWriter(KEYS).write(dossier, SampleDossier.content(scratch, KEYS, hostile));
    }

    private DossierVerification verify() {
        return DossierVerifier.verify(dossier, KEYS.publicKeys());
    }

    private List<Fault> faults() {
        return switch (verify()) {
            case DossierVerification.Broken(List<Fault> faults) -> faults;
            case DossierVerification.Intact _ -> List.of();
        };
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> walk = Files.walk(dossier)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private String name(Path file) {
        return dossier.relativize(file).toString().replace('\\', '/');
    }

    @Test
    void aDossierOfAReleaseThatSignedCheckpointsOnceVerifiesWithAWarning() {
        Path elsewhere = scratch.resolve("earlier");
        dossier = elsewhere.resolve("dossier");
        new DossierWriter(KEYS)
                .write(dossier, SampleDossier.content(elsewhere, KEYS, "", List.of()));
        assertThat(verify())
                .isInstanceOfSatisfying(
                        DossierVerification.Intact.class,
                        intact ->
                                assertThat(intact.warnings())
                                        .singleElement()
                                        .asString()
                                        .contains("Ed25519 alone"));
    }

    @Test
    void anUntouchedDossierVerifiesWithThePublicKeysAlone() {
        assertThat(verify())
                .isInstanceOfSatisfying(
                        DossierVerification.Intact.class,
                        intact -> {
                            assertThat(intact.evidence()).hasSize(SampleEvidence.all().size());
                            assertThat(intact.warnings()).isEmpty();
                            assertThat(intact.manifest().statement().predicate().string("system"))
                                    .isEqualTo("credit");
                        });
    }

    @Test
    void aFlippedBitInAnyFileNamesThatFile() throws IOException {
        long seed = Long.getLong("seed", 20261101L);
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (Path file : files()) {
            byte[] original = Files.readAllBytes(file);
            for (int at : places(original.length, random)) {
                byte[] flipped = original.clone();
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, flipped);

                assertThat(faults())
                        .as("%s, byte %d", name(file), at)
                        .extracting(Fault::file)
                        .contains(name(file));
            }
            Files.write(file, original);
        }
        assertThat(faults()).isEmpty();
    }

    private static int[] places(int length, SplittableRandom random) {
        return new int[] {0, length - 1, random.nextInt(length)};
    }

    @Test
    void aTruncatedFileIsNamed() throws IOException {
        for (Path file : files()) {
            byte[] original = Files.readAllBytes(file);
            for (int length : new int[] {0, original.length - 1}) {
                Files.write(file, java.util.Arrays.copyOf(original, length));

                assertThat(faults())
                        .as("%s cut to %d", name(file), length)
                        .extracting(Fault::file)
                        .contains(name(file));
            }
            Files.write(file, original);
        }
    }

    @Test
    void aRemovedFileIsNamed() throws IOException {
        for (Path file : files()) {
            byte[] original = Files.readAllBytes(file);
            Files.delete(file);

            assertThat(faults()).extracting(Fault::file).contains(name(file));
            Files.write(file, original);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.html", "evidence/extra.json", "a/b/c/d/e/f/g/h/i/deep", ".hidden"})
    void anAddedFileIsFound(String path) throws IOException {
        Path added = dossier.resolve(path);
        Files.createDirectories(added.getParent());
        Files.writeString(added, "x");

        assertThat(faults())
                .extracting(Fault::file)
                .anyMatch(file -> path.equals(file) || path.startsWith(file + "/"));
    }

    @Test
    void aLinkIsNotFollowedEvenToTheRightContent() throws IOException {
        Path index = dossier.resolve("index.html");
        Path elsewhere = scratch.resolve("elsewhere.html");
        Files.move(index, elsewhere);
        Files.createSymbolicLink(index, elsewhere);

        assertThat(faults()).extracting(Fault::file).containsExactly("index.html");
    }

    @Test
    void aByteAppendedToTheManifestIsFound() throws IOException {
        Files.writeString(dossier.resolve("manifest.json"), " ", StandardOpenOption.APPEND);

        assertThat(faults()).extracting(Fault::file).containsExactly("manifest.json");
    }

    @Test
    void aDossierSignedByAnotherIsRefusedThoughItAgreesWithItself() {
        List<java.security.PublicKey> others = SigningKeys.generate().publicKeys();

        assertThat(DossierVerifier.verify(dossier, others))
                .isInstanceOfSatisfying(
                        DossierVerification.Broken.class,
                        broken ->
                                assertThat(broken.faults())
                                        .singleElement()
                                        .satisfies(fault -> {
                                            assertThat(fault.file()).isEqualTo("manifest.json");
                                            assertThat(fault.what()).contains("trusted key");
                                        }));
    }

    @Test
    void withItsOwnKeysItVerifiesButWarns() {
        assertThat(DossierVerifier.verifyWithItsOwnKeys(dossier))
                .isInstanceOfSatisfying(
                        DossierVerification.Intact.class,
                        intact ->
                                assertThat(intact.warnings())
                                        .singleElement()
                                        .asString()
                                        .contains("not who made it"));
    }

    private DossierVerification verifyBy(String policy) {
        return DossierVerifier.verify(
                dossier,
                KEYS.publicKeys(),
                TrustPolicy.parse(policy.getBytes(StandardCharsets.UTF_8)),
                Instant.parse("2026-11-01T12:00:00Z"));
    }

    @Test
    void aPolicyWithoutWitnessesIsSatisfiedWithAWarning() {
        assertThat(verifyBy("quorum none\n"))
                .isInstanceOfSatisfying(
                        DossierVerification.Intact.class,
                        intact ->
                                assertThat(intact.warnings())
                                        .singleElement()
                                        .asString()
                                        .contains("proves nothing against the log's operator"));
    }

    @Test
    void aPolicyWhoseWitnessesDidNotCosignOrWhoseLogIsAnotherIsAFault() throws Exception {
        KeyPairGenerator ed25519 = KeyPairGenerator.getInstance("Ed25519");
        VerifierKey witness =
                VerifierKey.of(
                        "w.test",
                        SignatureType.ED25519_COSIGNATURE,
                        ed25519.generateKeyPair().getPublic());
        VerifierKey log = VerifierKey.ofLog("log.test", ed25519.generateKeyPair().getPublic());
        for (String policy :
                List.of(
                        "witness w " + witness + "\nquorum w\n",
                        "log " + log + "\nquorum none\n")) {
            assertThat(verifyBy(policy))
                    .isInstanceOfSatisfying(
                            DossierVerification.Broken.class,
                            broken ->
                                    assertThat(broken.faults())
                                            .singleElement()
                                            .extracting(Fault::file)
                                            .isEqualTo("checkpoint"));
        }
    }

    @Test
    void withoutTheKeyOfTheLedgerItDoesNotVerify() {
        List<java.security.PublicKey> envelopeKeys = KEYS.publicKeys().subList(0, 2);

        assertThat(DossierVerifier.verify(dossier, envelopeKeys))
                .isInstanceOfSatisfying(
                        DossierVerification.Broken.class,
                        broken ->
                                assertThat(broken.faults().getFirst().file())
                                        .isEqualTo("checkpoint"));
    }

    @Test
    void aNewDossierReplacesTheOldWholeAndLeavesNothingBeside() throws IOException {
        Files.writeString(dossier.resolve("left-over.txt"), "x");

        write("");

        assertThat(verify()).isInstanceOf(DossierVerification.Intact.class);
        assertThat(dossier.resolve("left-over.txt")).doesNotExist();
        try (Stream<Path> beside = Files.list(scratch)) {
            assertThat(beside.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("dossier", "ledger");
        }
    }

    @Test
    void aFolderThatIsNoDossierIsNeverReplaced() throws IOException {
        Path precious = Files.createDirectory(scratch.resolve("precious"));
        Files.writeString(precious.resolve("thesis.txt"), "x");
        DossierContent content = SampleDossier.content(scratch, KEYS, "");

        assertThatExceptionOfType(BulwarkException.class)
                .isThrownBy(() -> new DossierWriter(KEYS).write(precious, content))
                .satisfies(e -> assertThat(e.code()).isEqualTo("DOSSIER_FOLDER_REFUSED"));
        assertThat(precious.resolve("thesis.txt")).exists();
    }

    @Test
    void theCardInTheDossierIsReproducible() throws IOException {
        String first = Files.readString(dossier.resolve("card.html"));
        SigningKeys others = SigningKeys.generate();
        Path again = scratch.resolve("again");
        new DossierWriter(others)
                .write(
                        again,
                        SampleDossier.content(
                                Files.createDirectory(scratch.resolve("b")), others, ""));

        assertThat(
                        dev.bulwark.governance.cards.ModelCard.reproducible(
                                Files.readString(again.resolve("card.html"))))
                .isEqualTo(dev.bulwark.governance.cards.ModelCard.reproducible(first));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../escape",
                "/etc/passwd",
                "index.html",
                "evidence/x.json",
                "keys/other.pem",
                "a b",
                "",
                "manifest.json",
                ".dot",
                "a//b",
                "a/../b"
            })
    void anAttachmentHasAPlainNameOfItsOwn(String path) {
        DossierContent content = SampleDossier.content(scratch, KEYS, "");

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new DossierContent(
                                content.card(),
                                content.board(),
                                content.decisions(),
                                content.evidence(),
                                content.checkpoint(),
                                content.keys(),
                                Map.of(path, Bytes.of(new byte[] {1})),
                                content.at()));
    }

    @Test
    void theEvidenceInItCanBeReadBackForAGate() {
        List<Evidence> evidence =
                switch (verify()) {
                    case DossierVerification.Intact intact -> intact.evidence();
                    case DossierVerification.Broken broken -> throw new AssertionError(broken);
                };

        assertThat(
                        SampleDossier.decide(
                                SampleEvidence.KEYS,
                                dev.bulwark.governance.gate.Gate.RELEASE,
                                evidence,
                                "0.9"))
                .isInstanceOf(dev.bulwark.governance.gate.GateDecision.Deny.class);
    }
}
