package dev.bulwark.server;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.http.HttpServer;
import jakarta.inject.Inject;

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
    public int run(String... arguments) throws InterruptedException {
        ServerMain.Prepared prepared = ServerMain.prepared();
        boolean ready = prepared.server().awaitWorker(WORKER_START_MILLIS);
        System.out.print(prepared.message().render(http.getSecurePort(), ready));
        System.out.flush();
        Quarkus.waitForExit();
        prepared.server().drain();
        return 0;
    }
}
