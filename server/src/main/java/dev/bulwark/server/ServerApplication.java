package dev.bulwark.server;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.http.HttpServer;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Says that the server is up, and waits until it is to stop. */
class ServerApplication implements QuarkusApplication {
    private static final long WORKER_START_MILLIS = 30_000;

    private final HttpServer http;

    @Inject
    ServerApplication(HttpServer http) {
        this.http = http;
    }

    @Override
    @SuppressWarnings("SystemOut") // the start message is for the terminal
    public int run(String... arguments) throws InterruptedException, IOException {
        ServerMain.Prepared prepared = ServerMain.prepared();
        RunningServer server = prepared.server();
        boolean ready = server.awaitWorker(WORKER_START_MILLIS);
        Instant now = Instant.now();
        // Made only now that the server listens: a key made before a failed start would be lost.
        Optional<String> firstKey = server.firstKey(now);
        System.out.print(
                prepared.message()
                        .render(http.getSecurePort(), ready, firstKey, server.validKeys(now)));
        System.out.flush();
        Quarkus.waitForExit();
        server.drain();
        return 0;
    }
}
