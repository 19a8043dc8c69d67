package dev.bulwark.ledger.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.keys.SelfSignedCertificate;
import dev.bulwark.ledger.TestKeys;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WitnessServerTest {
    private static final InetSocketAddress LOOPBACK =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir private Path folder;
    private final GrowingLog log = GrowingLog.fresh();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<WitnessServer.Event> events =
            Collections.synchronizedList(new ArrayList<>());
    private WitnessState state;
    private WitnessServer server;

    @BeforeEach
    void start() {
        state = WitnessFixture.state(folder);
        server =
                WitnessServer.startWithoutTls(
                        WitnessFixture.witness(log, state),
                        LOOPBACK,
                        events::add,
                        Duration.ofMillis(500));
    }

    @AfterEach
    void stop() {
        server.close();
        state.close();
        client.close();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    }

    private HttpResponse<String> post(byte[] body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(uri("/add-checkpoint"))
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(uri(path)).method(method, BodyPublishers.noBody()).build(),
                BodyHandlers.ofString());
    }

    private static String type(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    @Test
    void answers200WithALineForEachKey() throws Exception {
        HttpResponse<String> answer = post(log.body(0, 5));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().split("\n", -1))
                .hasSize(3)
                .satisfies(lines -> assertThat(lines[0]).startsWith("— witness.test/w1 "))
                .satisfies(lines -> assertThat(lines[1]).startsWith("— witness.test/w1 "))
                .satisfies(lines -> assertThat(lines[2]).isEmpty());
    }

    @Test
    void answers409WithTheSizeAsItsOwnType() throws Exception {
        assertThat(post(log.body(0, 5)).statusCode()).isEqualTo(200);
        HttpResponse<String> answer = post(log.body(0, 9));
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo("5\n");
        assertThat(type(answer)).isEqualTo("text/x.tlog.size");
    }

    @Test
    void answersTheOtherStatusesOfTheProtocol() throws Exception {
        assertThat(post(new byte[0]).statusCode()).isEqualTo(400);
        assertThat(post(GrowingLog.fresh().body(0, 5)).statusCode()).isEqualTo(403);
        GrowingLog unknown =
                new GrowingLog(
                        dev.bulwark.ledger.note.NoteSigner.ofLog(
                                "elsewhere.test", TestKeys.ed25519()),
                        "");
        assertThat(post(unknown.body(0, 5)).statusCode()).isEqualTo(404);
        assertThat(post(log.body(0, 5)).statusCode()).isEqualTo(200);
        assertThat(post(log.fork().body(5, 9)).statusCode()).isEqualTo(422);
    }

    @Test
    void publishesTheLastCosignedCheckpointByTheHashOfItsOrigin() throws Exception {
        String path = "/" + WitnessState.name(TestKeys.ORIGIN) + "/checkpoint";
        assertThat(send("GET", path).statusCode()).isEqualTo(404);
        post(log.body(0, 5));
        HttpResponse<String> answer = send("GET", path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith(TestKeys.ORIGIN + "\n5\n")
                .contains("— " + TestKeys.ORIGIN + " ", "— witness.test/w1 ");
    }

    @Test
    void hasNoOtherRoutesAndNoOtherMethods() throws Exception {
        for (String path : List.of("/", "/add-checkpoint/", "/metrics", "/%2e%2e/lock", "//x")) {
            assertThat(send("GET", path).statusCode()).as(path).isEqualTo(404);
        }
        HttpResponse<String> refused = send("GET", "/add-checkpoint");
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(refused.headers().firstValue("Allow")).contains("POST");
        assertThat(refused.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(send("DELETE", "/add-checkpoint").statusCode()).isEqualTo(405);
        String path = "/" + WitnessState.name(TestKeys.ORIGIN) + "/checkpoint";
        assertThat(send("POST", path).statusCode()).isEqualTo(405);
    }

    @Test
    void refusesABodyThatIsTooLarge() throws Exception {
        HttpResponse<String> answer = post(new byte[AddCheckpoint.LARGEST_IN_BYTES + 1]);
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("Connection")).contains("close");
        assertThat(events).extracting(WitnessServer.Event::status).containsExactly(413);
        assertThat(post(new byte[AddCheckpoint.LARGEST_IN_BYTES]).statusCode()).isEqualTo(400);
        assertThat(post(log.body(0, 5)).statusCode()).isEqualTo(200);
    }

    @Test
    void cutsOffAClientThatNeverFinishesItsBody() throws Exception {
        try (Socket slow = new Socket(LOOPBACK.getAddress(), server.address().getPort())) {
            slow.setSoTimeout(20_000);
            slow.getOutputStream()
                    .write(
                            String.join(
                                            "\r\n",
                                            "POST /add-checkpoint HTTP/1.1",
                                            "Host: x",
                                            "Content-Length: 1000",
                                            "",
                                            "old 0")
                                    .getBytes(StandardCharsets.US_ASCII));
            slow.getOutputStream().flush();
            InputStream in = slow.getInputStream();
            assertThat(in.read()).as("the connection is closed without an answer").isEqualTo(-1);
        }
        assertThat(events).extracting(WitnessServer.Event::status).contains(0);
        assertThat(post(log.body(0, 5)).statusCode()).isEqualTo(200);
    }

    @Test
    void speaksTls13AndNothingOlder() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        X509Certificate certificate =
                SelfSignedCertificate.issue(
                        pair,
                        "witness",
                        List.of("localhost", "127.0.0.1"),
                        Instant.now().minusSeconds(60),
                        Duration.ofDays(2));
        SSLContext trusting = TlsMaterial.client(List.of(certificate));
        try (WitnessServer secure =
                WitnessServer.start(
                        WitnessFixture.witness(log, state),
                        LOOPBACK,
                        TlsMaterial.server(pair, certificate),
                        events::add)) {
            URI uri = URI.create("https://127.0.0.1:" + secure.address().getPort() + "/");
            HttpRequest request = HttpRequest.newBuilder(uri).build();
            try (HttpClient tls = HttpClient.newBuilder().sslContext(trusting).build()) {
                assertThat(tls.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
            }
            SSLParameters old = new SSLParameters();
            old.setProtocols(new String[] {"TLSv1.2"});
            try (HttpClient tls12 =
                    HttpClient.newBuilder().sslContext(trusting).sslParameters(old).build()) {
                assertThatThrownBy(() -> tls12.send(request, BodyHandlers.ofString()))
                        .isInstanceOf(SSLHandshakeException.class)
                        .hasMessageContaining("protocol_version");
            }
            try (HttpClient untrusting =
                    HttpClient.newBuilder().sslContext(TlsMaterial.client()).build()) {
                assertThatThrownBy(() -> untrusting.send(request, BodyHandlers.ofString()))
                        .isInstanceOf(SSLHandshakeException.class);
            }
        }
    }

    @Test
    void listensWithoutTlsOnLoopbackOnly() throws Exception {
        InetSocketAddress open = new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0);
        Witness witness = WitnessFixture.witness(log, state);
        assertThatThrownBy(() -> WitnessServer.startWithoutTls(witness, open, events::add))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> WitnessServer.startWithoutTls(witness, server.address(), events::add))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("cannot listen");
    }

    @Test
    void tellsItsOperatorAndNobodyElseWhyItIsOutOfOrder() throws Exception {
        Files.writeString(state.file(TestKeys.ORIGIN), "tampered with");
        String path = "/" + WitnessState.name(TestKeys.ORIGIN) + "/checkpoint";

        for (HttpResponse<String> answer : List.of(post(log.body(0, 5)), send("GET", path))) {
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).isEqualTo("the witness is out of order\n");
        }
        assertThat(events)
                .hasSize(2)
                .allSatisfy(each -> {
                    assertThat(each.status()).isEqualTo(503);
                    assertThat(each.what()).contains(folder.toString());
                });
    }

    @Test
    void answersNobodyOnceItIsClosed() {
        URI uri = uri("/");
        server.close();

        assertThatThrownBy(() ->
                        client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()))
                .isInstanceOf(java.io.IOException.class);
    }
}
