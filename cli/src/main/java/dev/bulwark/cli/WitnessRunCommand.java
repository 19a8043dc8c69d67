package dev.bulwark.cli;

import dev.bulwark.cli.project.WitnessFolder;
import dev.bulwark.cli.terminal.Terminal;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.WitnessKeys;
import dev.bulwark.ledger.witness.KnownLogs;
import dev.bulwark.ledger.witness.TlsMaterial;
import dev.bulwark.ledger.witness.Witness;
import dev.bulwark.ledger.witness.WitnessServer;
import dev.bulwark.ledger.witness.WitnessState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Answers add-checkpoint over TLS 1.3 until Ctrl-C; one line of JSON an event on",
            "standard error. The certificate is made and renewed in the witness's folder unless",
            "one is given."
        },
        footer = {"", "Example: bulwark witness run --listen 0.0.0.0:8553 w1"})
final class WitnessRunCommand implements Callable<Integer> {
    private static final String REQUEST_SECONDS = "10";
    private static final String MOST_CONNECTIONS = "512";

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8553",
            description = "where to listen; port 0 takes a free one (default: ${DEFAULT-VALUE})")
    private String listen = "";

    @Option(
            names = "--log",
            paramLabel = "VKEY",
            description = "one more log to cosign from now on, by its verifier key; repeatable")
    private List<String> logs = new ArrayList<>();

    @Option(names = "--tls-certificate", description = "PEM chain, the witness's own first")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", description = "PEM, PKCS#8")
    private @Nullable Path key;

    @Option(
            names = "--without-tls",
            description = "plain HTTP, for a proxy on this machine; only on a loopback address")
    private boolean withoutTls;

    @Spec private @Nullable CommandSpec spec;

    @Mixin private WitnessCommand.Options options = new WitnessCommand.Options();

    @Override
    public Integer call() throws Exception {
        InetSocketAddress address = address();
        if (withoutTls && !address.getAddress().isLoopbackAddress()) {
            throw wrong("--without-tls", "only on a loopback address, not on " + listen);
        }
        if ((certificate == null) != (key == null)) {
            throw wrong("--tls-certificate", "give --tls-certificate and --tls-key together");
        }
        WitnessFolder folder = options.folder();
        WitnessKeys keys = folder.unlock(Map.copyOf(System.getenv()), Terminal.person());
        KnownLogs known = folder.logs(WitnessCommand.logKeys(logs, spec));
        boundRequests();
        try (WitnessState state = WitnessState.open(folder.state())) {
            Witness witness =
                    new Witness(known, folder.signers(keys, InstantSource.system()), state);
            int cosigned = witness.load();
            try (WitnessServer server = start(witness, folder, keys, address)) {
                say(server, folder, known, cosigned);
                untilStopped();
            }
        }
        return ExitCode.OK;
    }

    /** Read by the JDK's server when its first instance is made; nothing here is slow by right. */
    private static void boundRequests() {
        System.setProperty("sun.net.httpserver.maxReqTime", REQUEST_SECONDS);
        System.setProperty("sun.net.httpserver.maxRspTime", REQUEST_SECONDS);
        System.setProperty("sun.net.httpserver.idleInterval", REQUEST_SECONDS);
        System.setProperty("jdk.httpserver.maxConnections", MOST_CONNECTIONS);
    }

    private WitnessServer start(
            Witness witness, WitnessFolder folder, WitnessKeys keys, InetSocketAddress address)
            throws IOException {
        Consumer<WitnessServer.Event> events = WitnessRunCommand::log;
        if (withoutTls) {
            return WitnessServer.startWithoutTls(witness, address, events);
        }
        if (certificate != null && key != null) {
            return WitnessServer.start(
                    witness, address, TlsMaterial.server(certificate, key), events);
        }
        var made =
                folder.certificate(keys, address.getHostString(), InstantSource.system().instant());
        return WitnessServer.start(witness, address, TlsMaterial.server(keys.tls(), made), events);
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

    private void say(WitnessServer server, WitnessFolder folder, KnownLogs known, int cosigned)
            throws IOException {
        Terminal terminal = options.terminal();
        String scheme = withoutTls ? "http" : "https";
        String url =
                "%s://%s:%d"
                        .formatted(
                                scheme,
                                server.address().getHostString(),
                                server.address().getPort());
        String name = folder.readVerifiers().getFirst().name();
        terminal.line("  witness      " + name);
        terminal.line("  url          " + url);
        if (!withoutTls && certificate == null) {
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
                                        main.join(2_000);
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                },
                                "stop witness"));
        stop.await();
    }

    private InetSocketAddress address() {
        int colon = listen.lastIndexOf(':');
        String host = colon < 0 ? "" : listen.substring(0, colon).replaceAll("[\\[\\]]", "");
        String port = listen.substring(colon + 1);
        if (host.isEmpty() || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 0xffff) {
            throw wrong("--listen", "'" + listen + "' is not host:port");
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(host), Integer.parseInt(port));
        } catch (UnknownHostException e) {
            throw new BulwarkException(
                    "WITNESS_CANNOT_LISTEN",
                    "there is no address of this machine named '" + host + "'",
                    "give an address of this machine, as 127.0.0.1 or 0.0.0.0",
                    e);
        }
    }

    private ParameterException wrong(String option, String why) {
        return new ParameterException(
                Objects.requireNonNull(spec, "set by picocli").commandLine(),
                "Invalid value for option '%s': %s".formatted(option, why));
    }
}
