package dev.bulwark.server;

import dev.bulwark.gateway.authenticate.ApiKeys;
import dev.bulwark.gateway.model.WorkerSettings;
import dev.bulwark.gateway.protocol.InferenceLimits;
import dev.bulwark.sandbox.pipe.PipeLimits;
import dev.bulwark.sandbox.process.ChildProgram;
import dev.bulwark.sandbox.supervise.RestartPolicy;
import dev.bulwark.server.admission.ProjectFolder;
import dev.bulwark.server.admission.ProjectModel;
import dev.bulwark.server.http.EventLog;
import dev.bulwark.server.tls.ServerCertificate;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The server without its platform: same parts, real TLS on loopback, a real worker process. */
final class TestServer implements AutoCloseable {
    private final TestProject project;
    private final Vertx vertx = Vertx.vertx();
    private final ByteArrayOutputStream events = new ByteArrayOutputStream();
    private final RunningServer server;
    private final HttpServer http;
    private final ServerCertificate certificate;
    private final String key;

    TestServer(TestProject project, Duration review) throws IOException {
        this(project, review, InstantSource.system());
    }

    /**
     * @param gateClock the time that the gate judges by
     */
    TestServer(TestProject project, Duration review, InstantSource gateClock) throws IOException {
        this.project = project;
        ProjectFolder folder = new ProjectFolder(project.root());
        ApiKeys keys = ApiKeys.open(folder.apiKeys());
        this.server =
                new RunningServer(
                        ProjectModel.open(folder, Optional.empty(), gateClock),
                        workers(project.root(), review),
                        keys,
                        InferenceLimits.DEFAULT,
                        new EventLog(new PrintStream(events, true, StandardCharsets.UTF_8)));
        this.key = server.firstKey(Instant.now()).orElseThrow();
        this.certificate = ServerCertificate.selfSigned(folder.tls(), "127.0.0.1", Instant.now());
        HttpServerOptions options =
                new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setAcceptBacklog(2_048)
                        .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                        .setKeyCertOptions(
                                new PemKeyCertOptions()
                                        .setCertPath(certificate.certificate().toString())
                                        .setKeyPath(certificate.key().toString()));
        ConnectionLimits.applyTo(options);
        this.http = vertx.createHttpServer(options).requestHandler(server.edge(vertx));
        http.listen().toCompletionStage().toCompletableFuture().join();
    }

    private static WorkerSettings workers(Path folders, Duration review) {
        List<Path> classPath =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(Path::of)
                        .toList();
        ChildProgram program =
                new ChildProgram(
                        ChildProgram.runningJava(),
                        classPath,
                        "dev.bulwark.worker.Worker",
                        List.of(),
                        128,
                        Map.of(),
                        Map.of("ORT_DISABLE_TELEMETRY", "1"));
        return new WorkerSettings(
                program,
                folders,
                PipeLimits.DEFAULT,
                new RestartPolicy(
                        Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMinutes(1), 3),
                Duration.ofMinutes(1),
                Duration.ofSeconds(30),
                review);
    }

    boolean awaitWorker() throws InterruptedException {
        return server.awaitWorker(60_000);
    }

    String key() {
        return key;
    }

    int port() {
        return http.actualPort();
    }

    String events() {
        return events.toString(StandardCharsets.UTF_8);
    }

    TestProject project() {
        return project;
    }

    /** Trusts the server's certificate alone, and checks its names. */
    SSLContext trusting() {
        try (InputStream in = Files.newInputStream(certificate.certificate())) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    HttpClient client(HttpClient.Version version) {
        return HttpClient.newBuilder().sslContext(trusting()).version(version).build();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(50));
    }

    HttpRequest.Builder infer(String body) {
        return request("/v2/models/credit/infer")
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        http.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        server.close();
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
