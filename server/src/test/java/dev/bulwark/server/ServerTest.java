package dev.bulwark.server;

import static dev.bulwark.server.TestServer.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTest {
    @TempDir static Path folder;
    private static TestServer server;
    private static HttpClient client;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        server =
                new TestServer(
                        TestProject.released(folder, Duration.ofDays(1), Instant.now()),
                        Duration.ofMinutes(1));
        client = server.client(HttpClient.Version.HTTP_1_1);
        assertThat(server.awaitWorker()).as(server.events()).isTrue();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void answersAnInference(HttpClient.Version version) throws Exception {
        try (HttpClient either = server.client(version)) {
            HttpResponse<String> response = send(either, server.infer(TestProject.REQUEST));

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.version()).isEqualTo(version);
            Json.Obj body = object(response);
            assertThat(body.string("id")).isEqualTo("r-1");
            assertThat(body.string("model_version")).isEqualTo(server.project().digest().hex());
            List<Json.Obj> outputs = body.objects("outputs");
            assertThat(outputs)
                    .extracting(output -> output.string("name"))
                    .containsExactly("probabilities", "label");
            List<Json> probabilities = outputs.getFirst().array("data");
            assertThat(probabilities).hasSize(4);
            double sum =
                    probabilities.subList(0, 2).stream()
                            .mapToDouble(p -> ((Json.Num) p).asDouble())
                            .sum();
            assertThat(sum).isBetween(0.999999, 1.000001);
        }
    }

    @Test
    void sendsSecurityHeadersAndNoBanner() throws Exception {
        HttpResponse<String> response = send(client, server.infer(TestProject.REQUEST));

        assertThat(response.headers().map())
                .containsEntry("x-content-type-options", List.of("nosniff"))
                .containsEntry("cache-control", List.of("no-store"))
                .doesNotContainKeys("server", "x-powered-by");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v2", "/v2/models/credit", "/v2/models/credit/ready", "/v2/models/other"})
    void refusesEveryReadingRouteWithoutAKey(String path) throws Exception {
        HttpResponse<String> response = send(client, server.request(path).GET());

        assertProblem(response, 401, "unauthenticated");
        assertThat(response.headers().firstValue("www-authenticate")).isPresent();
    }

    @Test
    void answersLivenessAndReadinessWithoutAKey() throws Exception {
        assertThat(send(client, server.request("/v2/health/live")).statusCode()).isEqualTo(200);
        assertThat(send(client, server.request("/v2/health/ready")).statusCode()).isEqualTo(200);
    }

    @Test
    void describesServerAndModel() throws Exception {
        Json.Obj about = object(send(client, keyed("/v2")));
        Json.Obj model = object(send(client, keyed("/v2/models/credit")));

        assertThat(about.string("name")).isEqualTo("bulwark");
        assertThat(about.array("extensions")).isEmpty();
        assertThat(model.string("platform")).isEqualTo("onnx_onnxv1");
        assertThat(model.objects("inputs"))
                .extracting(input -> input.string("name") + " " + input.string("datatype"))
                .containsExactly("age FP32", "purpose BYTES");
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/models/other/infer, 404, not-found",
        "/v2/models/credit/versions/1/infer, 404, not-found",
        "/v2/models/credit/infer?x=1, 404, not-found",
        "/v2/models/credit, 405, method-not-allowed",
        "/v2/repository/models/credit/load, 404, not-found",
        "/%2e%2e/etc/passwd, 404, not-found"
    })
    void refusesWhatIsNotThere(String path, int status, String type) throws Exception {
        HttpRequest.Builder request =
                keyed(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(TestProject.REQUEST));

        assertProblem(send(client, request), status, type);
    }

    /** What is replaced in a good request, and the problem that comes of it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[31, 44] | [31, NaN] | malformed-json",
                "[31, 44] | [31, 1e400] | input-refused",
                "[31, 44] | [31, 200] | input-refused",
                "[2, 1] | [3, 1] | input-refused",
                "\"car\" | \"boat\" | input-refused",
                "\"id\" | \"id\": 1, \"id\" | malformed-json",
                "\"inputs\" | \"parameters\": {\"binary_data_output\": true}, \"inputs\""
                        + " | binary-tensors"
            })
    void refusesBadInput(String from, String to, String type) throws Exception {
        String body = TestProject.REQUEST.replace(from, to);

        assertProblem(send(client, server.infer(body)), 400, type);
    }

    @Test
    void refusesTheBinaryExtensionAndOtherMediaTypes() throws Exception {
        assertProblem(
                send(
                        client,
                        server.infer(TestProject.REQUEST)
                                .header("Inference-Header-Content-Length", "10")),
                400,
                "binary-tensors");
        assertProblem(
                send(client, server.infer("x").setHeader("Content-Type", "text/plain")),
                415,
                "unsupported-media-type");
        assertProblem(
                send(client, server.infer("x").setHeader("Content-Encoding", "gzip")),
                415,
                "unsupported-media-type");
    }

    @Test
    void refusesAnEndlessChunkedBodyWithoutHoldingIt() throws Exception {
        InputStream endless =
                new InputStream() {
                    private long left = 10L << 30;

                    @Override
                    public int read() {
                        return left-- > 0 ? ' ' : -1;
                    }

                    @Override
                    public int read(byte[] bytes, int offset, int length) {
                        left -= length;
                        return left > 0 ? length : -1;
                    }
                };

        HttpResponse<String> response =
                send(
                        client,
                        server.infer("")
                                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> endless)));

        assertProblem(response, 413, "body-too-large");
    }

    @Test
    void refusesAnAnnouncedTenGigabytesBeforeTheyCome() throws IOException {
        String answer =
                raw(
                        "POST /v2/models/credit/infer HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                                + server.key()
                                + "\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 10737418240\r\n\r\n{");

        assertThat(answer).startsWith("HTTP/1.1 413").contains("body-too-large");
    }

    @Test
    void refusesABodyInTinyChunks() throws IOException {
        String answer =
                raw(
                        "POST /v2/models/credit/infer HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                                + server.key()
                                + "\r\nContent-Type: application/json\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n"
                                + "1\r\n \r\n".repeat(5_000));

        assertThat(answer).startsWith("HTTP/1.1 413");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET /v2 HTTP/9.9\r\n\r\n",
                "POST /v2/x/infer HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                "GET /v2 HTTP/1.1\r\nHost: a\r\nX: \u0000\r\n\r\n"
            })
    void answersMalformedHttpWithoutAWordAboutItself(String request) throws IOException {
        assertThat(raw(request).toLowerCase(Locale.ROOT))
                .doesNotContain("exception", "vert.x", "netty", "quarkus", "\tat ")
                .doesNotStartWith("http/1.1 200");
    }

    @Test
    void speaksNoOlderTls() throws IOException {
        try (SSLSocket socket =
                (SSLSocket)
                        server.trusting()
                                .getSocketFactory()
                                .createSocket("127.0.0.1", server.port())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});

            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void answersAThousandClientsAtOnce() throws Exception {
        String expected = send(client, server.infer(TestProject.REQUEST)).body();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        IntStream.range(0, 1_000)
                .forEach(_ ->
                        answers.add(
                                client.sendAsync(
                                        server.infer(TestProject.REQUEST).build(),
                                        HttpResponse.BodyHandlers.ofString())));

        Map<Integer, List<String>> bodies =
                answers.stream()
                        .map(CompletableFuture::join)
                        .collect(
                                Collectors.groupingBy(
                                        HttpResponse::statusCode,
                                        Collectors.mapping(
                                                HttpResponse::body, Collectors.toList())));

        assertThat(bodies.keySet()).isSubsetOf(200, 503);
        assertThat(bodies.get(200)).isNotEmpty().containsOnly(expected);
        bodies.getOrDefault(503, List.of())
                .forEach(body -> assertThat(body).contains("overloaded"));
    }

    @Test
    void logsOneLineARequestWithoutPayloadOrKey() throws Exception {
        String trace =
                send(client, server.infer(TestProject.REQUEST.replace("r-1", "canary-id")))
                        .headers()
                        .firstValue("bulwark-trace")
                        .orElseThrow();

        awaitEvent(trace);
        List<String> lines = server.events().lines().filter(line -> line.contains(trace)).toList();
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst())
                .contains("\"status\":200", "\"rows\":2", "\"route\":\"infer\"");
        assertThat(server.events()).doesNotContain("canary-id", server.key());
    }

    private static void awaitEvent(String trace) throws InterruptedException {
        for (int i = 0; i < 500 && !server.events().contains(trace); i++) {
            Thread.sleep(10);
        }
    }

    private static HttpRequest.Builder keyed(String path) {
        return server.request(path).header("Authorization", "Bearer " + server.key());
    }

    private static String raw(String request) throws IOException {
        try (SSLSocket socket =
                (SSLSocket)
                        server.trusting()
                                .getSocketFactory()
                                .createSocket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            byte[] answer = socket.getInputStream().readNBytes(150);
            byte[] rest = new byte[16 << 10];
            int more = answer.length < 150 ? -1 : socket.getInputStream().read(rest);
            return new String(answer, StandardCharsets.ISO_8859_1)
                    + (more > 0 ? new String(rest, 0, more, StandardCharsets.ISO_8859_1) : "");
        }
    }

    private static Json.Obj object(HttpResponse<String> response) {
        return Json.parseObject(response.body().getBytes(StandardCharsets.UTF_8));
    }

    private static void assertProblem(HttpResponse<String> response, int status, String type) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type"))
                .contains("application/problem+json");
        Json.Obj problem = object(response);
        assertThat(problem.string("type")).isEqualTo("https://bulwark.dev/problems/" + type);
        assertThat(problem.integer("status")).isEqualTo(status);
        assertThat(problem.string("error")).isNotBlank();
        assertThat(problem.string("instance"))
                .endsWith(response.headers().firstValue("bulwark-trace").orElseThrow());
    }
}
