package dev.bulwark.supplychain.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.supplychain.bom.OfficialSchemas;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelSignerTest {
    @TempDir Path temporary;

    @Test
    void aSignedFolderVerifies() throws IOException {
        Path model = TestModels.folder(temporary);
        SignedModel signed = TestModels.sign(model);
        ModelVerification.Intact intact =
                Verdicts.intact(TestModels.verify(model, signed.bundle()));
        assertThat(intact.statement()).isEqualTo(signed.statement());
        assertThat(intact.bundle()).isEqualTo(Digest.of(signed.bundle()));
        assertThat(intact.bytes()).isEqualTo(11);
        assertThat(intact.algorithm()).isEqualTo("ecdsa-p256-sha256");
        assertThat(signed.statement().manifest().resources())
                .extracting(ModelResource::name)
                .containsExactly("model.onnx", "tokens/none", "tokens/vocabulary.txt");
    }

    @Test
    void aSignedFileVerifiesUnderItsOwnNameOnly() throws IOException {
        Path model = TestModels.folder(temporary).resolve("model.onnx");
        SignedModel signed = TestModels.sign(model);
        assertThat(signed.statement().manifest().resources())
                .containsExactly(
                        ModelResource.file(
                                "model.onnx",
                                Digest.of("weights".getBytes(StandardCharsets.UTF_8))));
        Verdicts.intact(TestModels.verify(model, signed.bundle()));
        Path renamed = Files.move(model, model.resolveSibling("other.onnx"));
        Verdicts.refused(TestModels.verify(renamed, signed.bundle()), Refusal.FILES_DIFFER);
    }

    @Test
    void bundleAndStatementAreValidAgainstTheStandardsSchemas() throws IOException {
        Path model = TestModels.folder(temporary);
        for (SigningOptions options :
                List.of(
                        SigningOptions.DEFAULT,
                        SigningOptions.DEFAULT.with(new Serialization.Shards(3)))) {
            SignedModel signed = new ModelSigner(TestModels.P256).sign(model, options);
            assertThat(OfficialSchemas.modelSigning("bundle", TestModels.text(signed.bundle())))
                    .isEmpty();
            assertThat(
                            OfficialSchemas.modelSigning(
                                    "statement", TestModels.text(signed.statement().payload())))
                    .isEmpty();
        }
    }

    @Test
    void theBundleIsShapedAsTheReferenceWritesIt() throws IOException {
        Json.Obj bundle = TestModels.json(TestModels.sign(TestModels.folder(temporary)).bundle());
        assertThat(bundle.string("mediaType"))
                .isEqualTo("application/vnd.dev.sigstore.bundle.v0.3+json");
        Json.Obj material = bundle.object("verificationMaterial");
        assertThat(material.object("publicKey").string("hint"))
                .isEqualTo(KeyHint.of(TestModels.P256.getPublic()))
                .hasSize(64);
        assertThat(material.array("tlogEntries")).isEmpty();
        Json.Obj envelope = bundle.object("dsseEnvelope");
        assertThat(envelope.string("payloadType")).isEqualTo("application/vnd.in-toto+json");
        assertThat(envelope.objects("signatures")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "secp256r1,ecdsa-p256-sha256",
        "secp384r1,ecdsa-p384-sha384",
        "secp521r1,ecdsa-p521-sha512"
    })
    void everyCurveOfTheStandardSignsAndVerifies(String curve, String algorithm)
            throws IOException {
        Path model = TestModels.folder(temporary);
        KeyPair key = TestModels.generate(curve);
        SignedModel signed = new ModelSigner(key).sign(model, SigningOptions.DEFAULT);
        assertThat(signed.algorithm()).isEqualTo(algorithm);
        Verdicts.intact(
                ModelSignatureVerifier.trusting(key.getPublic(), VerificationPolicy.STRICT)
                        .verify(model, signed.bundle()));
    }

    @Test
    void anotherKindOfKeyIsRefused() throws Exception {
        KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        assertThatThrownBy(() -> new ModelSigner(rsa))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("RSA");
        Path model = TestModels.folder(temporary);
        Bytes bundle = TestModels.sign(model).bundle();
        Verdicts.refused(
                ModelSignatureVerifier.trusting(rsa.getPublic(), VerificationPolicy.STRICT)
                        .verify(model, bundle),
                Refusal.KEY_UNSUPPORTED);
    }

    @Test
    void shardsCoverTheirFilesAndVerify() throws IOException {
        Path model = TestModels.folder(temporary);
        Files.writeString(model.resolve("a:1"), "0123456789");
        SignedModel signed =
                new ModelSigner(TestModels.P256)
                        .sign(model, SigningOptions.DEFAULT.with(new Serialization.Shards(4)));
        assertThat(signed.statement().manifest().resources())
                .extracting(ModelResource::name)
                .containsExactly(
                        "a:1:0:4",
                        "a:1:4:8",
                        "a:1:8:10",
                        "model.onnx:0:4",
                        "model.onnx:4:7",
                        "tokens/vocabulary.txt:0:4");
        ModelVerification.Intact intact =
                Verdicts.intact(TestModels.verify(model, signed.bundle()));
        assertThat(intact.warnings())
                .as("an empty file has no shard")
                .singleElement()
                .matches(finding -> finding.location().equals("tokens/none"));
        Files.writeString(model.resolve("a:1"), "01234567X9");
        Verdicts.differs(
                TestModels.verify(model, signed.bundle()), "a:1", FileProblem.Kind.CHANGED);
        Files.writeString(model.resolve("a:1"), "01234567890");
        Verdicts.differs(
                TestModels.verify(model, signed.bundle()), "a:1", FileProblem.Kind.CHANGED);
    }

    @Test
    void namesAreOrderedByCodePointsNotByUtf16Units() throws IOException {
        Path model = TestModels.folder(temporary);
        String above = "\ud83d\ude00";
        String below = "\uff5e";
        assertThat(above.compareTo(below)).as("UTF-16 order is the other one").isNegative();
        Files.writeString(model.resolve(above), "x");
        Files.writeString(model.resolve(below), "y");
        SignedModel signed = TestModels.sign(model);
        assertThat(signed.statement().manifest().resources().subList(3, 5))
                .extracting(ModelResource::name)
                .containsExactly(below, above);
        Verdicts.intact(TestModels.verify(model, signed.bundle()));
    }

    @Test
    void versionControlIsLeftOutAtTheTopOnly() throws IOException {
        Path model = TestModels.folder(temporary);
        Files.createDirectories(model.resolve(".git/objects"));
        Files.writeString(model.resolve(".git/objects/1"), "x");
        Files.writeString(model.resolve("tokens/.gitignore"), "y");
        SignedModel signed = TestModels.sign(model);
        assertThat(signed.statement().manifest().resources())
                .extracting(ModelResource::name)
                .contains("tokens/.gitignore")
                .doesNotContain(".git/objects/1");
        Verdicts.intact(TestModels.verify(model, signed.bundle()));
    }

    @Test
    void theBundleMayLieInTheFolderItSigns() throws IOException {
        Path model = TestModels.folder(temporary);
        Path file = model.resolve("model.sig");
        Files.writeString(file, "an older signature");
        SignedModel signed =
                new ModelSigner(TestModels.P256)
                        .sign(model, SigningOptions.DEFAULT.withSignatureFile(file));
        Files.write(file, signed.bundle().toArray());
        assertThat(signed.statement().manifest().ignoredPaths()).contains("model.sig");
        Verdicts.intact(
                TestModels.verify(
                        model, signed.bundle(), VerificationPolicy.STRICT.withSignatureFile(file)));
        Verdicts.differs(
                TestModels.verify(model, signed.bundle()), "model.sig", FileProblem.Kind.UNSIGNED);
    }

    @Test
    void aLinkIsNeitherSignedNorVerified() throws IOException {
        Path model = TestModels.folder(temporary);
        Bytes bundle = TestModels.sign(model).bundle();
        Path target = model.resolve("model.onnx");
        Path moved = Files.move(target, temporary.resolve("elsewhere"));
        Files.createSymbolicLink(target, moved);
        assertThatThrownBy(() -> TestModels.sign(model))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("model.onnx");
        ModelVerification.Refused refused =
                Verdicts.refused(TestModels.verify(model, bundle), Refusal.FILES_DIFFER);
        assertThat(refused.files())
                .extracting(FileProblem::kind)
                .contains(FileProblem.Kind.LINK, FileProblem.Kind.MISSING);
        Path alias = Files.createSymbolicLink(temporary.resolve("alias"), model);
        Verdicts.refused(TestModels.verify(alias, bundle), Refusal.MODEL_UNSAFE);
    }

    @Test
    void aLinkedFolderIsNotEntered() throws IOException {
        Path model = TestModels.folder(temporary);
        Bytes bundle = TestModels.sign(model).bundle();
        Path moved = Files.move(model.resolve("tokens"), temporary.resolve("tokens"));
        Files.createSymbolicLink(model.resolve("tokens"), moved);
        ModelVerification.Refused refused =
                Verdicts.refused(TestModels.verify(model, bundle), Refusal.FILES_DIFFER);
        assertThat(refused.files()).anyMatch(file -> file.kind() == FileProblem.Kind.LINK);
    }

    @Test
    void anEmptyMissingOrDeepModelIsRefused() throws IOException {
        Path empty = Files.createDirectories(temporary.resolve("empty"));
        Path missing = temporary.resolve("missing");
        Path deep = temporary.resolve("deep");
        Path bottom = deep;
        for (int i = 0; i <= ModelTree.DEEPEST; i++) {
            bottom = bottom.resolve("d");
        }
        Files.writeString(Files.createDirectories(bottom).resolve("model"), "x");
        for (Path model : List.of(empty, missing, deep)) {
            assertThatThrownBy(() -> TestModels.sign(model)).isInstanceOf(BulwarkException.class);
        }
        Bytes bundle = TestModels.sign(TestModels.folder(temporary)).bundle();
        Verdicts.refused(TestModels.verify(missing, bundle), Refusal.MODEL_UNREADABLE);
        Verdicts.refused(TestModels.verify(deep, bundle), Refusal.MODEL_TOO_LARGE);
    }

    @Test
    void aPipeIsNotOpened() throws Exception {
        Path model = TestModels.folder(temporary);
        Bytes bundle = TestModels.sign(model).bundle();
        Path pipe = model.resolve("pipe");
        int status = new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
        assertThat(status).isZero();
        assertThat(Files.exists(pipe, LinkOption.NOFOLLOW_LINKS)).isTrue();
        Verdicts.differs(TestModels.verify(model, bundle), "pipe", FileProblem.Kind.SPECIAL);
    }

    @ParameterizedTest
    @CsvSource({"/abs", "a/../b", "*.tmp", "cache?", "[ab]", "''"})
    void patternsAndPathsOutsideTheModelCannotBeLeftOut(String path) {
        assertThatThrownBy(() -> SigningOptions.DEFAULT.ignoring(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + path + "'");
    }

    @Test
    void manyFilesAreHashedInOrder() throws IOException {
        Path model = Files.createDirectories(temporary.resolve("many"));
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            String name = "f%03d".formatted(i);
            names.add(name);
            Files.writeString(model.resolve(name), name);
        }
        SignedModel signed = TestModels.sign(model);
        assertThat(signed.statement().manifest().resources())
                .extracting(ModelResource::digest)
                .containsExactlyElementsOf(
                        names.stream()
                                .map(n -> Digest.of(n.getBytes(StandardCharsets.UTF_8)))
                                .toList());
        Verdicts.intact(TestModels.verify(model, signed.bundle()));
    }
}
