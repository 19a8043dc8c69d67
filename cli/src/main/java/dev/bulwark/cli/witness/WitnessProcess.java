package dev.bulwark.cli.witness;

import dev.bulwark.cli.project.WitnessFolder;
import dev.bulwark.cli.terminal.Terminal;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.WitnessKeys;
import dev.bulwark.ledger.witness.KnownLogs;
import dev.bulwark.ledger.witness.TlsMaterial;
import dev.bulwark.ledger.witness.Witness;
import dev.bulwark.ledger.witness.WitnessServer;
import dev.bulwark.ledger.witness.WitnessState;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/** Runs a witness until the process is told to stop. */
public final class WitnessProcess {
    private static final String REQUEST_SECONDS = "10";
    private static final String MOST_CONNECTIONS = "512";
    private static final long LONGEST_STOP_MILLIS = 2_000;

    private final WitnessFolder folder;
    private final InetSocketAddress address;
    private final Transport transport;
    private final Terminal terminal;

    /** How the witness is reached. */
    public sealed interface Transport {
        /** TLS with the certificate that the witness makes for itself. */
        record OwnCertificate() implements Transport {}

        /** TLS with the operator's files. */
        record GivenCertificate(Path chain, Path key) implements Transport {}

        /** No TLS, on a loopback address. */
        record Plain() implements Transport {}
    }

    /**
     * @param terminal where it tells that it is up
     */
    public WitnessProcess(
            WitnessFolder folder,
            InetSocketAddress address,
            Transport transport,
            Terminal terminal) {
        this.folder = folder;
        this.address = address;
        this.transport = transport;
        this.terminal = terminal;
    }

    /**
     * Answers until the process is stopped.
     *
     * @throws dev.bulwark.kernel.BulwarkException if its state cannot be believed, or the address
     *     cannot be had
     */
    public void run(WitnessKeys keys, KnownLogs known) throws IOException, InterruptedException {
        boundRequests();
        try (WitnessState state = WitnessState.open(folder.state())) {
            Witness witness =
                    new Witness(known, folder.signers(keys, InstantSource.system()), state);
            int cosigned = witness.load();
            try (WitnessServer server = start(witness, keys)) {
                say(server, known, cosigned);
                untilStopped();
            }
        }
    }

    /** Read by the JDK's server when its first instance is made; nothing here is slow by right. */
    private static void boundRequests() {
        System.setProperty("sun.net.httpserver.maxReqTime", REQUEST_SECONDS);
        System.setProperty("sun.net.httpserver.maxRspTime", REQUEST_SECONDS);
        System.setProperty("sun.net.httpserver.idleInterval", REQUEST_SECONDS);
        System.setProperty("jdk.httpserver.maxConnections", MOST_CONNECTIONS);
    }

    private WitnessServer start(Witness witness, WitnessKeys keys) throws IOException {
        Consumer<WitnessServer.Event> events = WitnessProcess::log;
        Optional<SSLContext> tls =
                switch (transport) {
                    case Transport.Plain _ -> Optional.empty();
                    case Transport.GivenCertificate(Path chain, Path key) ->
                            Optional.of(TlsMaterial.server(chain, key));
                    case Transport.OwnCertificate _ ->
                            Optional.of(
                                    TlsMaterial.server(
                                            keys.tls(),
                                            folder.certificate(
                                                    keys,
                                                    address.getHostString(),
                                                    InstantSource.system().instant())));
                };
        return tls.isPresent()
                ? WitnessServer.start(witness, address, tls.get(), events)
                : WitnessServer.startWithoutTls(witness, address, events);
    }

    private static void log(WitnessServer.Event event) {
        byte[] line =
                Json.obj(
                                "event",
                                event.status() == 0 ? "cut-off" : "add-checkpoint",
                                "time",
                                InstantSource.system().instant().toString(),
                                "status",
                                event.status(),
                                "what",
                                event.what())
                        .canonical();
        System.err.println(new String(line, StandardCharsets.UTF_8));
    }

    private void say(WitnessServer server, KnownLogs known, int cosigned) throws IOException {
        String url =
                "%s://%s:%d"
                        .formatted(
                                transport instanceof Transport.Plain ? "http" : "https",
                                server.address().getHostString(),
                                server.address().getPort());
        String name = folder.readVerifiers().getFirst().name();
        terminal.line("  witness      " + name);
        terminal.line("  url          " + url);
        if (transport instanceof Transport.OwnCertificate) {
            terminal.line("  certificate  " + folder.certificate() + " (self-signed)");
        }
        terminal.line(
                "  logs         %d known, %d cosigned before"
                        .formatted(known.keys().size(), cosigned));
        terminal.document(
                Json.obj(
                        "witness", name,
                        "url", url,
                        "logs", known.keys().size(),
                        "cosigned", cosigned));
    }

    private static void untilStopped() throws InterruptedException {
        CountDownLatch stop = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    stop.countDown();
                                    try {
                                        main.join(LONGEST_STOP_MILLIS);
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                },
                                "stop witness"));
        stop.await();
    }
}
