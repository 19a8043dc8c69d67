package dev.bulwark.kernel.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyStoreFileTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

    @TempDir Path folder;

    private static Passphrase passphrase(String text) {
        return Passphrase.of(text.toCharArray());
    }

    private static String code(Throwable failure) {
        return ((BulwarkException) failure).code();
    }

    @Test
    void whatWasCreatedOpensAgainWithTheSameKeys() throws IOException {
        Path file = folder.resolve("signing.p12");
        SigningKeys made = KeyStoreFile.create(file, passphrase("correct horse battery"), NOW);
        SigningKeys opened = KeyStoreFile.open(file, passphrase("correct horse battery"), NOW);
        assertThat(opened.publicKeys()).isEqualTo(made.publicKeys());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aStoreOfAnEarlierReleaseIsGivenAnMlDsa44KeyAndKeepsItsOthers() throws Exception {
        Path file = folder.resolve("signing.p12");
        SigningKeys made = KeyStoreFile.create(file, passphrase("correct horse battery"), NOW);
        withoutMlDsa44(file, "correct horse battery".toCharArray());
        Files.writeString(folder.resolve("signing.p12.new"), "left by an interrupted attempt");

        SigningKeys opened = KeyStoreFile.open(file, passphrase("correct horse battery"), NOW);
        assertThat(opened.publicKeys().subList(0, 3)).isEqualTo(made.publicKeys().subList(0, 3));
        assertThat(SigningKeys.isMlDsa44(opened.publicKeys().getLast())).isTrue();
        assertThat(opened.publicKeys().getLast()).isNotEqualTo(made.publicKeys().getLast());

        SigningKeys again = KeyStoreFile.open(file, passphrase("correct horse battery"), NOW);
        assertThat(again.publicKeys()).isEqualTo(opened.publicKeys());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder.resolve("signing.p12.new")).doesNotExist();
    }

    private static void withoutMlDsa44(Path file, char[] secret) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, secret);
        }
        store.deleteEntry("ml-dsa-44");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, secret);
        }
    }

    @Test
    void aWrongPassphraseIsSaidToBeWrongAndIsNotShown() throws IOException {
        Path file = folder.resolve("signing.p12");
        KeyStoreFile.create(file, passphrase("correct horse battery"), NOW);
        assertThatThrownBy(() -> KeyStoreFile.open(file, passphrase("incorrect horse"), NOW))
                .satisfies(e -> assertThat(code(e)).isEqualTo("PASSPHRASE_WRONG"))
                .hasMessageNotContaining("incorrect horse");
    }

    @Test
    void aShortPassphraseMakesNoKeys() {
        Path file = folder.resolve("signing.p12");
        assertThatThrownBy(() -> KeyStoreFile.create(file, passphrase("short"), NOW))
                .satisfies(e -> assertThat(code(e)).isEqualTo("PASSPHRASE_TOO_SHORT"));
        assertThat(file).doesNotExist();
    }

    @Test
    void existingKeysAreNeverOverwritten() throws IOException {
        Path file = folder.resolve("signing.p12");
        Files.writeString(file, "precious");
        assertThatThrownBy(
                        () -> KeyStoreFile.create(file, passphrase("correct horse battery"), NOW))
                .satisfies(e -> assertThat(code(e)).isEqualTo("KEYS_EXIST"));
        assertThat(file).hasContent("precious");
    }

    @Test
    void missingTruncatedAndForeignFilesEachSaySo() throws IOException {
        Path file = folder.resolve("signing.p12");
        assertThatThrownBy(() -> KeyStoreFile.open(file, passphrase("correct horse battery"), NOW))
                .satisfies(e -> assertThat(code(e)).isEqualTo("KEYS_MISSING"));
        KeyStoreFile.create(file, passphrase("correct horse battery"), NOW);
        byte[] store = Files.readAllBytes(file);
        for (int length : new int[] {0, 1, 100, store.length / 2, store.length - 1}) {
            Files.write(file, Arrays.copyOf(store, length));
            assertThatThrownBy(
                            () -> KeyStoreFile.open(file, passphrase("correct horse battery"), NOW))
                    .isInstanceOf(BulwarkException.class);
        }
    }

    @Test
    void publicKeysReadBackFromPem() throws IOException {
        SigningKeys keys = SigningKeys.generate();
        Path file = folder.resolve("public.pem");
        Files.writeString(file, "of the risk team\n" + PublicKeyFile.format(keys.publicKeys()));
        assertThat(PublicKeyFile.read(file)).isEqualTo(keys.publicKeys());
    }

    @Test
    void aFileWithoutKeysOrWithABrokenOneIsRefused() throws IOException {
        Path file = folder.resolve("public.pem");
        for (String text :
                List.of(
                        "",
                        "no keys here",
                        "-----BEGIN PUBLIC KEY-----\nAAAA",
                        "-----BEGIN PUBLIC KEY-----\n!!\n-----END PUBLIC KEY-----\n",
                        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
                        "é")) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> PublicKeyFile.read(file))
                    .isInstanceOf(BulwarkException.class)
                    .satisfies(e -> assertThat(code(e)).isEqualTo("PUBLIC_KEYS_UNREADABLE"));
        }
    }

    @Test
    void selfSignedCertificatesVerifyUnderTheirOwnKeyAndNameTheirHosts() throws Exception {
        SigningKeys keys = SigningKeys.generate();
        for (KeyPair pair : List.of(keys.ecdsa(), keys.mlDsa(), keys.ed25519(), keys.mlDsa44())) {
            X509Certificate certificate =
                    SelfSignedCertificate.issue(
                            pair,
                            "bulwark gateway",
                            List.of("localhost", "127.0.0.1", "::1"),
                            NOW,
                            Duration.ofDays(90));
            certificate.verify(pair.getPublic());
            certificate.checkValidity(java.util.Date.from(NOW.plusSeconds(1)));
            assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
            assertThat(certificate.getKeyUsage()[0]).isTrue();
            assertThat(names(certificate))
                    .containsExactly("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
        }
    }

    private static List<Object> names(X509Certificate certificate)
            throws CertificateParsingException {
        return certificate.getSubjectAlternativeNames().stream()
                .<Object>map(name -> name.get(1))
                .toList();
    }
}
