package dev.bulwark.ledger.store.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A service that answers whatever a test wants, right or not; an empty bucket otherwise. */
final class ScriptedService implements AutoCloseable {
    static final String EMPTY =
            "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>";

    /** What a test answers to "GET /bucket/key?query"; empty: as an empty bucket does. */
    @FunctionalInterface
    interface Script {
        Optional<Answer> answer(String request);
    }

    record Answer(int status, String body) {}

    private final HttpServer server;
    final List<String> requests = new CopyOnWriteArrayList<>();
    volatile Script script = _ -> Optional.empty();

    ScriptedService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    S3Payloads open() {
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return S3Payloads.open(
                new S3Settings(Optional.of(endpoint), "bucket", "p/", "us-east-1", true),
                StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")));
    }

    static Optional<Answer> of(int status, String body) {
        return Optional.of(new Answer(status, body));
    }

    static Optional<Answer> error(int status, String code) {
        return of(status, "<Error><Code>" + code + "</Code></Error>");
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            requests.add(request);
            Answer answer = script.answer(request).orElseGet(() -> usual(request));
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            boolean head = request.startsWith("HEAD");
            boolean none = head || body.length == 0;
            exchange.getResponseHeaders().add("Content-Type", "application/xml");
            exchange.sendResponseHeaders(answer.status(), none ? -1 : body.length);
            if (!none) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private static Answer usual(String request) {
        if (request.contains("list-type=2")) {
            return new Answer(200, EMPTY);
        }
        if (request.contains("?versioning")) {
            return new Answer(200, "<VersioningConfiguration/>");
        }
        if (request.startsWith("PUT")) {
            return new Answer(200, "");
        }
        return request.startsWith("DELETE")
                ? new Answer(204, "")
                : new Answer(404, "<Error><Code>NoSuchKey</Code></Error>");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
