package dev.bulwark.supplychain.sign;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Keys, model folders and forged bundles for the tests. */
final class TestModels {
    static final KeyPair P256 = generate("secp256r1");

    private TestModels() {}

    static KeyPair generate(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static PublicKey publicKey(Path pem) throws IOException, GeneralSecurityException {
        String text = Files.readString(pem);
        String begin = "-----BEGIN PUBLIC KEY-----";
        int start = text.indexOf(begin) + begin.length();
        int end = text.indexOf("-----END PUBLIC KEY-----");
        byte[] spki = Base64.getMimeDecoder().decode(text.substring(start, end));
        return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(spki));
    }

    static X509Certificate certificate(Path pem) throws IOException, GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(pem)));
    }

    /** A folder with a model, a file in a sub-folder and an empty file. */
    static Path folder(Path parent) throws IOException {
        Path folder = Files.createDirectories(parent.resolve("model"));
        Files.writeString(folder.resolve("model.onnx"), "weights");
        Files.createDirectories(folder.resolve("tokens"));
        Files.writeString(folder.resolve("tokens/vocabulary.txt"), "a\nb\n");
        Files.createFile(folder.resolve("tokens/none"));
        return folder;
    }

    static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Path target = to.resolve(from.relativize(file).toString());
                        Files.createDirectories(target.getParent());
                        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                        target.toFile().setWritable(true);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    /** A bundle around any payload, correctly signed: what a hostile signer can make. */
    static Bytes signedPayload(String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        byte[] signature =
                EcdsaCurve.P256.sign(
                        P256.getPrivate(), Envelope.pae(Statement.PAYLOAD_TYPE, bytes));
        return SigstoreBundle.write(KeyHint.of(P256.getPublic()), bytes, signature);
    }

    static Bytes bytes(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(Bytes bytes) {
        return new String(bytes.toArray(), StandardCharsets.UTF_8);
    }

    static Json.Obj json(Bytes bytes) {
        return Json.parseObject(bytes.toArray());
    }

    static ModelVerification verify(Path model, Bytes bundle) {
        return verify(model, bundle, VerificationPolicy.STRICT);
    }

    static ModelVerification verify(Path model, Bytes bundle, VerificationPolicy policy) {
        return ModelSignatureVerifier.trusting(P256.getPublic(), policy).verify(model, bundle);
    }

    static SignedModel sign(Path model) {
        return new ModelSigner(P256).sign(model, SigningOptions.DEFAULT);
    }
}
