package dev.bulwark.supplychain.sign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bundles that the reference implementation signed from version 0.2.0 to 1.1.0
 * (sigstore/model-transparency, scripts/tests), and the vectors of the specification.
 */
class ReferenceBundleTest {
    private static final Instant DAY_OF_TEST = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir Path temporary;
    private Path reference = Path.of("");

    private record Case(String folder, String method, String model, String ignored) {}

    @BeforeEach
    void findVectors() {
        reference = SharedFiles.supply("oms-reference");
    }

    private List<Case> cases() throws IOException {
        return Files.readAllLines(reference.resolve("CASES.tsv")).stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .map(cell -> new Case(cell[0], cell[1], cell[3], cell[4]))
                .toList();
    }

    private Case find(String folder) throws IOException {
        return cases().stream().filter(c -> c.folder().equals(folder)).findFirst().orElseThrow();
    }

    private Path copyOf(Case one) throws IOException {
        Path copy = temporary.resolve(one.folder());
        TestModels.copy(reference.resolve("scripts/tests").resolve(one.folder()), copy);
        return copy;
    }

    private ModelTrust trust(Case one) throws IOException, GeneralSecurityException {
        Path keys = reference.resolve("scripts/tests/keys/certificate");
        return one.method().equals("key")
                ? new ModelTrust.Key(TestModels.publicKey(keys.resolve("signing-key-pub.pem")))
                : new ModelTrust.Roots(
                        List.of(TestModels.certificate(keys.resolve("ca-cert.pem"))), DAY_OF_TEST);
    }

    private ModelVerification verify(Case one, Path folder, Bytes bundle)
            throws IOException, GeneralSecurityException {
        VerificationPolicy policy =
                VerificationPolicy.STRICT.withSignatureFile(folder.resolve("model.sig"));
        if (!one.ignored().isEmpty()) {
            policy = policy.ignoring(one.ignored());
        }
        if (one.folder().startsWith("v0.2.0")) {
            policy = policy.allowing(VerificationPolicy.Leniency.VERSION_0_2);
        }
        Path model = one.model().equals(".") ? folder : folder.resolve(one.model());
        return new ModelSignatureVerifier(trust(one), policy).verify(model, bundle);
    }

    private static Bytes bundle(Path folder) throws IOException {
        return Bytes.of(Files.readAllBytes(folder.resolve("model.sig")));
    }

    @Test
    void everyKeyAndCertificateCaseVerifiesAndKeylessOnesAreRefused() throws Exception {
        for (Case one : cases()) {
            Path folder = copyOf(one);
            ModelVerification verification = verify(one, folder, bundle(folder));
            if (one.method().equals("sigstore")) {
                Verdicts.refused(verification, Refusal.METHOD_UNSUPPORTED);
            } else {
                assertThat(Verdicts.intact(verification).method().id())
                        .as(one.folder())
                        .isEqualTo(one.method());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v0.2.0-certificate",
                "v0.3.1-elliptic-key",
                "v1.0.0-certificate",
                "v1.0.1-elliptic-key",
                "v1.1.0-certificate"
            })
    void aFlippedBitInAFileIsFound(String name) throws Exception {
        Case one = find(name);
        Path folder = copyOf(one);
        Path file = folder.resolve("signme-1");
        byte[] original = Files.readAllBytes(file);
        for (int bit = 0; bit < 8 * original.length; bit++) {
            Files.write(file, flipped(original, bit));
            Verdicts.differs(
                    verify(one, folder, bundle(folder)), "signme-1", FileProblem.Kind.CHANGED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v0.2.0-certificate",
                "v0.3.1-elliptic-key",
                "v1.0.0-certificate",
                "v1.0.1-elliptic-key",
                "v1.1.0-certificate"
            })
    void aFlippedBitInPayloadOrSignatureIsFound(String name) throws Exception {
        Case one = find(name);
        Path folder = copyOf(one);
        SigstoreBundle parsed = SigstoreBundle.parse(bundle(folder));
        for (Bytes part : List.of(parsed.payload(), parsed.signature())) {
            for (int bit = 0; bit < 8 * part.size(); bit += 29) {
                Bytes changed = Bytes.of(flipped(part.toArray(), bit));
                Bytes payload = part.equals(parsed.payload()) ? changed : parsed.payload();
                Bytes signature = part.equals(parsed.signature()) ? changed : parsed.signature();
                String text = TestModels.text(bundle(folder));
                String forged =
                        text.replace(base64(parsed.payload()), base64(payload))
                                .replace(base64(parsed.signature()), base64(signature));
                assertThat(forged).isNotEqualTo(text);
                Verdicts.refused(
                        verify(one, folder, TestModels.bytes(forged)), Refusal.SIGNATURE_INVALID);
            }
        }
    }

    @Test
    void addedRemovedAndRenamedFilesAreNamed() throws Exception {
        for (String name : List.of("v1.0.1-elliptic-key", "v1.1.0-certificate")) {
            Case one = find(name);
            Path folder = copyOf(one);
            Bytes bundle = bundle(folder);
            Path added = Files.writeString(folder.resolve("extra.py"), "");
            Verdicts.differs(verify(one, folder, bundle), "extra.py", FileProblem.Kind.UNSIGNED);
            Files.delete(added);
            Files.move(folder.resolve("signme-2"), folder.resolve("signme-3"));
            ModelVerification.Refused renamed =
                    Verdicts.refused(verify(one, folder, bundle), Refusal.FILES_DIFFER);
            assertThat(renamed.files())
                    .extracting(FileProblem::path)
                    .containsExactly("signme-2", "signme-3");
            Files.delete(folder.resolve("signme-3"));
            Verdicts.differs(verify(one, folder, bundle), "signme-2", FileProblem.Kind.MISSING);
        }
    }

    @Test
    void anotherKeyAnotherRootAndAnotherMethodAreRefused() throws Exception {
        Case key = find("v1.0.1-elliptic-key");
        Path folder = copyOf(key);
        ModelTrust stranger = new ModelTrust.Key(TestModels.generate("secp384r1").getPublic());
        Verdicts.refused(
                new ModelSignatureVerifier(stranger, VerificationPolicy.STRICT)
                        .verify(folder, bundle(folder)),
                Refusal.SIGNATURE_INVALID);
        Case certificate = find("v1.1.0-certificate");
        Path other = copyOf(certificate);
        Path keys = reference.resolve("scripts/tests/keys/certificate");
        ModelTrust leaf =
                new ModelTrust.Roots(
                        List.of(TestModels.certificate(keys.resolve("signing-key-cert.pem"))),
                        DAY_OF_TEST);
        ModelTrust expired =
                new ModelTrust.Roots(
                        List.of(TestModels.certificate(keys.resolve("ca-cert.pem"))),
                        Instant.parse("2040-01-01T00:00:00Z"));
        for (ModelTrust trust : List.of(leaf, expired)) {
            Verdicts.refused(
                    new ModelSignatureVerifier(trust, VerificationPolicy.STRICT)
                            .verify(other, bundle(other)),
                    Refusal.CERTIFICATE_UNTRUSTED);
        }
        Verdicts.refused(
                new ModelSignatureVerifier(trust(key), VerificationPolicy.STRICT)
                        .verify(other, bundle(other)),
                Refusal.METHOD_MISMATCH);
        Verdicts.refused(
                new ModelSignatureVerifier(trust(certificate), VerificationPolicy.STRICT)
                        .verify(folder, bundle(folder)),
                Refusal.METHOD_MISMATCH);
    }

    @Test
    void version02IsReadOnlyWhenAllowed() throws Exception {
        Case one = find("v0.2.0-certificate");
        Path folder = copyOf(one);
        Verdicts.refused(
                new ModelSignatureVerifier(
                                trust(one),
                                VerificationPolicy.STRICT.withSignatureFile(
                                        folder.resolve("model.sig")))
                        .verify(folder, bundle(folder)),
                Refusal.SIGNATURE_INVALID);
    }

    @Test
    void whatTheSignerLeftOutIsAcceptedOnlyIfTheVerifierAgrees() throws Exception {
        Case one = find("v1.1.0-certificate");
        Path folder = copyOf(one);
        VerificationPolicy policy =
                VerificationPolicy.STRICT.withSignatureFile(folder.resolve("model.sig"));
        Verdicts.differs(
                new ModelSignatureVerifier(trust(one), policy).verify(folder, bundle(folder)),
                "ignore-me",
                FileProblem.Kind.UNSIGNED);
        Verdicts.intact(
                new ModelSignatureVerifier(
                                trust(one),
                                policy.allowing(VerificationPolicy.Leniency.SIGNED_IGNORE_PATHS))
                        .verify(folder, bundle(folder)));
    }

    @Test
    void theSpecificationsVectorVerifiesAndItsInvalidOnesAreRefused() throws Exception {
        Path vectors = SharedFiles.supply("oms-spec/test-vectors/v1.0");
        Case one = find("v1.0.1-elliptic-key");
        Path folder = copyOf(one);
        Bytes valid = Bytes.of(Files.readAllBytes(vectors.resolve("valid/key.bundle.json")));
        ModelVerification.Intact intact = Verdicts.intact(verify(one, folder, valid));
        assertThat(intact.statement().modelName()).isEqualTo("model");
        Verdicts.refused(
                verify(
                        one,
                        folder,
                        Bytes.of(Files.readAllBytes(vectors.resolve("invalid/empty.bundle.json")))),
                Refusal.BUNDLE_MALFORMED);
        for (String keyless :
                List.of("invalid/missing-tlog-entries.bundle.json", "valid/sigstore.bundle.json")) {
            Verdicts.refused(
                    verify(one, folder, Bytes.of(Files.readAllBytes(vectors.resolve(keyless)))),
                    Refusal.METHOD_UNSUPPORTED);
        }
    }

    @Test
    void theHintIsThatOfTheReferenceImplementation() throws Exception {
        Path pem = reference.resolve("scripts/tests/keys/certificate/signing-key-pub.pem");
        assertThat(KeyHint.of(TestModels.publicKey(pem)))
                .isEqualTo("e8450dec4eb99dae995da9af1bc2cc9f76ed669ee2e744f57abba763df3e3f8e");
    }

    private static byte[] flipped(byte[] original, int bit) {
        byte[] copy = original.clone();
        copy[bit / 8] ^= (byte) (1 << (bit % 8));
        return copy;
    }

    private static String base64(Bytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.toArray());
    }
}
