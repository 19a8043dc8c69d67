package dev.bulwark.supplychain.sign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileBundleTest {
    @TempDir Path temporary;
    private Path model = Path.of("");
    private SignedModel signed =
            new SignedModel(
                    Bytes.of(new byte[0]),
                    new OmsStatement(
                            "none",
                            new ModelManifest(
                                    new Serialization.Files(),
                                    false,
                                    List.of(),
                                    List.of(ModelResource.file("f", digest("")))),
                            Bytes.of(new byte[0])),
                    "none");

    @BeforeEach
    void signAModel() throws IOException {
        model = TestModels.folder(temporary);
        signed = TestModels.sign(model);
    }

    private static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private ModelVerification verifyText(String bundle) {
        return TestModels.verify(model, TestModels.bytes(bundle));
    }

    private String payload() {
        return TestModels.text(signed.statement().payload());
    }

    private ModelVerification verifyPayload(String payload) {
        return TestModels.verify(model, TestModels.signedPayload(payload));
    }

    /** A statement over resources as they are given, with the root digest that belongs to them. */
    private static String statement(String serialization, String... namesAndTexts) {
        MessageDigest root = Digest.sha256();
        StringBuilder resources = new StringBuilder();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            Digest digest = digest(namesAndTexts[i + 1]);
            root.update(digest.bytes());
            String name = new String(Json.of(namesAndTexts[i]).canonical(), StandardCharsets.UTF_8);
            resources
                    .append(i == 0 ? "" : ",")
                    .append(
                            "{\"name\":%s,\"digest\":\"%s\",\"algorithm\":\"sha256\"}"
                                    .formatted(name, digest.hex()));
        }
        return """
        {"_type":"https://in-toto.io/Statement/v1",
         "subject":[{"name":"m","digest":{"sha256":"%s"}}],
         "predicateType":"https://model_signing/signature/v1.0",
         "predicate":{"serialization":{%s},"resources":[%s]}}
        """
                .formatted(Digest.ofRaw(root.digest()).hex(), serialization, resources);
    }

    private static final String FILES =
            "\"method\":\"files\",\"hash_type\":\"sha256\",\"allow_symlinks\":false";

    @Test
    void everyFlippedBitOfTheBundleIsRefused() {
        byte[] bundle = signed.bundle().toArray();
        for (int bit = 0; bit < 8 * bundle.length; bit++) {
            byte[] flipped = bundle.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(TestModels.verify(model, Bytes.of(flipped)))
                    .as("bit %d: %s", bit, (char) flipped[bit / 8])
                    .isInstanceOf(ModelVerification.Refused.class);
        }
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] bundle = signed.bundle().toArray();
        for (int length = 0; length < bundle.length; length++) {
            Verdicts.refused(
                    TestModels.verify(model, Bytes.of(Arrays.copyOf(bundle, length))),
                    Refusal.BUNDLE_MALFORMED);
        }
    }

    @Test
    void everyFlippedBitOfEveryFileIsFound() throws IOException {
        for (String name : List.of("model.onnx", "tokens/vocabulary.txt")) {
            byte[] original = Files.readAllBytes(model.resolve(name));
            for (int bit = 0; bit < 8 * original.length; bit++) {
                byte[] flipped = original.clone();
                flipped[bit / 8] ^= (byte) (1 << (bit % 8));
                Files.write(model.resolve(name), flipped);
                Verdicts.differs(
                        TestModels.verify(model, signed.bundle()), name, FileProblem.Kind.CHANGED);
            }
            Files.write(model.resolve(name), original);
        }
    }

    @Test
    void anAddedARemovedAndARenamedFileAreNamed() throws IOException {
        Path added = Files.writeString(model.resolve("tokens/__init__.py"), "");
        Verdicts.differs(
                TestModels.verify(model, signed.bundle()),
                "tokens/__init__.py",
                FileProblem.Kind.UNSIGNED);
        ModelVerification.Intact lenient =
                Verdicts.intact(
                        TestModels.verify(
                                model,
                                signed.bundle(),
                                VerificationPolicy.STRICT.allowing(
                                        VerificationPolicy.Leniency.UNSIGNED_FILES)));
        assertThat(lenient.unsigned()).containsExactly("tokens/__init__.py");
        Files.delete(added);
        Files.move(model.resolve("tokens/none"), model.resolve("tokens/NONE"));
        ModelVerification.Refused renamed =
                Verdicts.refused(TestModels.verify(model, signed.bundle()), Refusal.FILES_DIFFER);
        assertThat(renamed.files())
                .extracting(FileProblem::kind)
                .containsExactly(FileProblem.Kind.UNSIGNED, FileProblem.Kind.MISSING);
        Files.delete(model.resolve("tokens/NONE"));
        Verdicts.differs(
                TestModels.verify(model, signed.bundle()), "tokens/none", FileProblem.Kind.MISSING);
    }

    @Test
    void aBundleOfAnotherModelAndAnotherKeyAreRefused() throws IOException {
        Path other = Files.writeString(temporary.resolve("other.onnx"), "other");
        Bytes swapped = TestModels.sign(other).bundle();
        Verdicts.refused(TestModels.verify(model, swapped), Refusal.FILES_DIFFER);
        Verdicts.refused(
                ModelSignatureVerifier.trusting(
                                TestModels.generate("secp256r1").getPublic(),
                                VerificationPolicy.STRICT)
                        .verify(model, signed.bundle()),
                Refusal.KEY_MISMATCH);
        String unnamed =
                TestModels.text(signed.bundle())
                        .replace(KeyHint.of(TestModels.P256.getPublic()), "");
        Verdicts.intact(verifyText(unnamed));
        Verdicts.refused(
                ModelSignatureVerifier.trusting(
                                TestModels.generate("secp256r1").getPublic(),
                                VerificationPolicy.STRICT)
                        .verify(model, TestModels.bytes(unnamed)),
                Refusal.SIGNATURE_INVALID);
    }

    @Test
    void zeroAndTwoSignaturesAreRefused() {
        String bundle = TestModels.text(signed.bundle());
        int start = bundle.indexOf("\"signatures\":[") + "\"signatures\":[".length();
        String one = bundle.substring(start, bundle.indexOf(']', start));
        Verdicts.refused(verifyText(bundle.replace(one, "")), Refusal.SIGNATURE_COUNT);
        Verdicts.refused(verifyText(bundle.replace(one, one + "," + one)), Refusal.SIGNATURE_COUNT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "v0.3+json|v0.2+json|MEDIA_TYPE_UNKNOWN",
                "in-toto+json|in-toto+yaml|BUNDLE_MALFORMED",
                "{\"dsse|{\"extra\":1,\"dsse|BUNDLE_MALFORMED",
                "\"keyid\":\"\"|\"keyid\":\"\",\"keyid\":\"\"|BUNDLE_MALFORMED",
                "\"keyid\":\"\"|\"cert\":\"\"|BUNDLE_MALFORMED",
                "\"publicKey\"|\"x509CertificateChain\"|BUNDLE_MALFORMED",
                "\"publicKey\"|\"certificate\":{},\"publicKey\"|BUNDLE_MALFORMED",
                "\"publicKey\"|\"certificate\"|METHOD_UNSUPPORTED"
            })
    void aBundleOfAnotherShapeIsRefused(String from, String to, Refusal reason) {
        String bundle = TestModels.text(signed.bundle());
        assertThat(bundle).contains(from);
        Verdicts.refused(verifyText(bundle.replace(from, to)), reason);
    }

    @Test
    void keyIdsMayBeAbsentEmptyOrNull() {
        String bundle = TestModels.text(signed.bundle());
        for (String keyId : List.of("", "\"keyid\":null,", "\"keyid\":\"7\",")) {
            Verdicts.intact(verifyText(bundle.replace("\"keyid\":\"\",", keyId)));
        }
    }

    @Test
    void aSecondSpellingOfTheSameBase64IsRefused() {
        String bundle = TestModels.text(signed.bundle());
        Verdicts.refused(
                verifyText(bundle.replace("\"payload\":\"", "\"payload\":\"\\n")),
                Refusal.BUNDLE_MALFORMED);
        Verdicts.refused(verifyText(bundle.replace("=\"", "\"")), Refusal.BUNDLE_MALFORMED);
    }

    @Test
    void aHugeBundleIsRefusedBeforeItIsRead() {
        Verdicts.refused(
                TestModels.verify(model, Bytes.of(new byte[SigstoreBundle.MOST_BYTES + 1])),
                Refusal.BUNDLE_TOO_LARGE);
        String deep = "[".repeat(10_000);
        Verdicts.refused(verifyText(deep), Refusal.BUNDLE_MALFORMED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Statement/v1|Statement/v2|STATEMENT_MALFORMED",
                "signature/v1.0|signature/v2.0|PREDICATE_UNKNOWN",
                "model_signing/signature/v1.0|model_signing/Digests/v0.1|PREDICATE_UNKNOWN",
                "\"_type\"|\"extra\":1,\"_type\"|STATEMENT_MALFORMED",
                "{\"_type\"|{\"_type\":\"x\",\"_type\"|STATEMENT_MALFORMED",
                "\"serialization\":{|\"serialization\":{\"extra\":1,|STATEMENT_MALFORMED",
                "\"resources\"|\"more\":[],\"resources\"|STATEMENT_MALFORMED",
                "\"method\":\"files\"|\"method\":\"tar\"|STATEMENT_MALFORMED",
                "\"method\":\"files\"|\"method\":\"files\",\"shard_size\":8|STATEMENT_MALFORMED",
                "\"hash_type\":\"sha256\"|\"hash_type\":\"md5\"|ALGORITHM_UNSUPPORTED",
                "\"algorithm\":\"sha256\"|\"algorithm\":\"blake2b\"|ALGORITHM_UNSUPPORTED",
                "\"allow_symlinks\":false|\"allow_symlinks\":true|SYMLINKS_FOLLOWED",
                "\"allow_symlinks\":false|\"allow_symlinks\":\"false\"|STATEMENT_MALFORMED",
                "\".git\"|\"../x\"|RESOURCE_PATH",
                "\".git\"|\"/x\"|RESOURCE_PATH",
                "model.onnx|zodel.onnx|RESOURCE_ORDER",
                "tokens/none|model.onnx|RESOURCE_ORDER",
            })
    void aStatementOfAnotherShapeIsRefusedThoughItIsSigned(String from, String to, Refusal reason) {
        assertThat(payload()).contains(from);
        Verdicts.refused(verifyPayload(payload().replace(from, to)), reason);
    }

    @Test
    void noAndTwoSubjectsAreRefused() {
        int start = payload().indexOf("\"subject\":[") + "\"subject\":[".length();
        String one = payload().substring(start, payload().indexOf(']', start));
        Verdicts.refused(verifyPayload(payload().replace(one, "")), Refusal.STATEMENT_MALFORMED);
        Verdicts.refused(
                verifyPayload(payload().replace(one, one + "," + one)),
                Refusal.STATEMENT_MALFORMED);
    }

    @Test
    void anotherRootDigestIsRefused() {
        String root = signed.statement().rootDigest().hex();
        Verdicts.refused(
                verifyPayload(payload().replace(root, digest("x").hex())), Refusal.ROOT_DIGEST);
    }

    @Test
    void noResourcesAtAllAreRefused() {
        Verdicts.refused(verifyPayload(statement(FILES)), Refusal.STATEMENT_MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/etc/passwd",
                "../model.onnx",
                "a/../model.onnx",
                "./model.onnx",
                "a//b",
                "tokens/",
                "..",
                "a\u0000b"
            })
    void aPathThatLeavesTheModelOrIsWrittenInASecondWayIsRefused(String path) {
        Verdicts.refused(
                verifyPayload(statement(FILES, path, "x", "~", "y")), Refusal.RESOURCE_PATH);
    }

    @Test
    void theDotNamesOnlyAModelThatIsOneFile() {
        Verdicts.refused(
                verifyPayload(statement(FILES, ".", "weights", "model.onnx", "weights")),
                Refusal.RESOURCE_PATH);
        Bytes dot = TestModels.signedPayload(statement(FILES, ".", "weights"));
        Verdicts.intact(TestModels.verify(model.resolve("model.onnx"), dot));
        Verdicts.refused(TestModels.verify(model, dot), Refusal.FILES_DIFFER);
    }

    @Test
    void theOrderOfTheReferenceImplementationIsReadToo() throws IOException {
        Path other = Files.createDirectories(temporary.resolve("ordered"));
        Files.createDirectories(other.resolve("a"));
        Files.writeString(other.resolve("a/b"), "1");
        Files.writeString(other.resolve("a.txt"), "2");
        String byComponent = statement(FILES, "a/b", "1", "a.txt", "2");
        String byCodePoint = statement(FILES, "a.txt", "2", "a/b", "1");
        for (String payload : List.of(byComponent, byCodePoint)) {
            Verdicts.intact(TestModels.verify(other, TestModels.signedPayload(payload)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "model.onnx:0:4,model.onnx:5:7,RESOURCE_SHARDS",
        "model.onnx:0:4,model.onnx:3:7,RESOURCE_SHARDS",
        "model.onnx:0:5,model.onnx:5:7,RESOURCE_SHARDS",
        "model.onnx:0:3,model.onnx:3:7,RESOURCE_SHARDS",
        "model.onnx:4:7,tokens/vocabulary.txt:0:4,RESOURCE_SHARDS",
        "model.onnx:0:4,model.onnx:4:4,RESOURCE_SHARDS",
        "model.onnx:0:4,model.onnx:04:7,RESOURCE_SHARDS",
        "model.onnx:-1:4,model.onnx:4:7,RESOURCE_SHARDS",
        "model.onnx,model.onnx:0:4,RESOURCE_SHARDS",
        "model.onnx:0:4,model.onnx:4:99999999999999999999,RESOURCE_SHARDS",
        "model.onnx:0:4,model.onnx:0:4,RESOURCE_ORDER",
        "model.onnx:0:4,model.onnx:4:8,FILES_DIFFER",
        "model.onnx:0:4,tokens/vocabulary.txt:0:4,FILES_DIFFER"
    })
    void shardsThatDoNotCoverTheirFileOnceAreRefused(String one, String two, Refusal reason) {
        String shards = FILES.replace("files", "shards") + ",\"shard_size\":4";
        Verdicts.refused(verifyPayload(statement(shards, one, "weig", two, "hts")), reason);
        Verdicts.intact(
                TestModels.verify(
                        model.resolve("model.onnx"),
                        TestModels.signedPayload(
                                statement(
                                        shards,
                                        "model.onnx:0:4",
                                        "weig",
                                        "model.onnx:4:7",
                                        "hts"))));
    }

    @Test
    void aSignedFileThatThePolicyLeavesOutCountsAsMissing() {
        Verdicts.differs(
                TestModels.verify(
                        model, signed.bundle(), VerificationPolicy.STRICT.ignoring("model.onnx")),
                "model.onnx",
                FileProblem.Kind.MISSING);
    }

    @Test
    void aSignerCannotMakeRoomForUnsignedFiles() throws IOException {
        SignedModel hostile =
                new ModelSigner(TestModels.P256)
                        .sign(model, SigningOptions.DEFAULT.ignoring("plugins"));
        Verdicts.intact(TestModels.verify(model, hostile.bundle()));
        Files.createDirectories(model.resolve("plugins"));
        Files.writeString(model.resolve("plugins/evil.so"), "x");
        Verdicts.differs(
                TestModels.verify(model, hostile.bundle()),
                "plugins/evil.so",
                FileProblem.Kind.UNSIGNED);
        VerificationPolicy agreed = VerificationPolicy.STRICT.ignoring("plugins");
        Verdicts.intact(TestModels.verify(model, hostile.bundle(), agreed));
    }
}
