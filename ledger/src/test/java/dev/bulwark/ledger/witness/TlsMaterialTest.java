package dev.bulwark.ledger.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.keys.SelfSignedCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsMaterialTest {
    private static final KeyPair PAIR = pair("EC", 256);
    private static final X509Certificate CERTIFICATE = certificate(PAIR, "127.0.0.1");

    @TempDir private Path folder;

    private static KeyPair pair(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static X509Certificate certificate(KeyPair pair, String host) {
        return SelfSignedCertificate.issue(
                pair, "witness", List.of(host), Instant.now().minusSeconds(60), Duration.ofDays(2));
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(kind, Base64.getMimeEncoder().encodeToString(der), kind);
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private Path chain(X509Certificate... certificates) throws Exception {
        StringBuilder text = new StringBuilder();
        for (X509Certificate each : certificates) {
            text.append(pem("CERTIFICATE", each.getEncoded()));
        }
        return file("chain.pem", text.toString());
    }

    private Path key(Key key) throws IOException {
        return file("key.pem", pem("PRIVATE KEY", key.getEncoded()));
    }

    private static int answer(SSLContext server, SSLContext client, String... protocols)
            throws Exception {
        HttpsServer https =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        https.setHttpsConfigurator(
                new HttpsConfigurator(server) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        SSLParameters tls = getSSLContext().getDefaultSSLParameters();
                        tls.setProtocols(protocols);
                        parameters.setSSLParameters(tls);
                    }
                });
        https.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        https.start();
        try {
            URI uri = URI.create("https://127.0.0.1:" + https.getAddress().getPort() + "/");
            return new BoundedHttp(client, Duration.ofSeconds(30), 100)
                    .send(HttpRequest.newBuilder(uri))
                    .statusCode();
        } finally {
            https.stop(0);
        }
    }

    @Test
    void servesWithTheOperatorsOwnFiles() throws Exception {
        SSLContext server = TlsMaterial.server(chain(CERTIFICATE), key(PAIR.getPrivate()));
        List<X509Certificate> trusted = TlsMaterial.certificates(folder.resolve("chain.pem"));

        assertThat(trusted).containsExactly(CERTIFICATE);
        assertThat(answer(server, TlsMaterial.client(trusted), "TLSv1.3")).isEqualTo(204);
    }

    @Test
    void asksOnlyServersThatSpeakTls13() {
        SSLContext server = TlsMaterial.server(PAIR, CERTIFICATE);
        SSLContext client = TlsMaterial.client(List.of(CERTIFICATE));

        assertThatCode(() -> answer(server, client, "TLSv1.3", "TLSv1.2"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> answer(server, client, "TLSv1.2"))
                .isInstanceOf(BoundedHttp.Unreachable.class)
                .hasMessageContaining("TLS");
    }

    @Test
    void believesNoServerOfAnotherNameOrAnotherCertificate() {
        KeyPair pair = pair("EC", 256);
        X509Certificate elsewhere = certificate(pair, "192.0.2.1");
        SSLContext server = TlsMaterial.server(pair, elsewhere);

        for (X509Certificate trusted : List.of(elsewhere, CERTIFICATE)) {
            assertThatThrownBy(
                            () -> answer(server, TlsMaterial.client(List.of(trusted)), "TLSv1.3"))
                    .isInstanceOf(BoundedHttp.Unreachable.class)
                    .hasMessageContaining("TLS");
        }
    }

    @Test
    void trustsEveryCertificateItIsGiven() throws Exception {
        KeyPair pair = pair("EC", 256);
        X509Certificate second = certificate(pair, "127.0.0.1");
        SSLContext client =
                TlsMaterial.client(TlsMaterial.certificates(chain(CERTIFICATE, second)));

        assertThat(answer(TlsMaterial.server(PAIR, CERTIFICATE), client, "TLSv1.3")).isEqualTo(204);
        assertThat(answer(TlsMaterial.server(pair, second), client, "TLSv1.3")).isEqualTo(204);
    }

    @Test
    void namesAFileThatHoldsNothingOfUse() throws Exception {
        Path chain = chain(CERTIFICATE);
        Path key = key(PAIR.getPrivate());
        Path text = file("text.pem", "nothing\n");
        Path noKey = file("no-key.pem", pem("PRIVATE KEY", new byte[] {1, 2, 3}));
        Path large = file("large.pem", "x".repeat((1 << 20) + 1));

        for (Path wrong : List.of(text, large)) {
            assertThatThrownBy(() -> TlsMaterial.certificates(wrong))
                    .isInstanceOf(BulwarkException.class)
                    .hasMessageContaining(wrong.toString());
        }
        for (Path wrong : List.of(text, noKey, large, chain)) {
            assertThatThrownBy(() -> TlsMaterial.server(chain, wrong))
                    .isInstanceOf(BulwarkException.class)
                    .hasMessageContaining(wrong.toString());
        }
        assertThatThrownBy(() -> TlsMaterial.server(key, key))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining(key.toString());
    }

    @Test
    void readsAFileOfTheLargestSize() throws Exception {
        String certificate = pem("CERTIFICATE", CERTIFICATE.getEncoded());
        Path file =
                file("largest.pem", "\n".repeat((1 << 20) - certificate.length()) + certificate);

        assertThat(TlsMaterial.certificates(file)).containsExactly(CERTIFICATE);
    }
}
