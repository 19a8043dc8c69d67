package dev.bulwark.ledger.witness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.ledger.note.NoteSignature;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * Puts a witness on the network: {@code POST /add-checkpoint} and {@code GET /<sha256 of
 * origin>/checkpoint}, over TLS 1.3.
 *
 * <p><b>Guarantees:</b> bodies, threads, waiting requests and the time of a request are bounded;
 * what is beyond a bound is refused or cut off. Nothing of the inside shows in an answer.
 *
 * <p><b>Does not guarantee</b> to stand a flood: the protocol knows no clients, so whoever reaches
 * the port can use its threads up for a while. A request line that never ends is cut off by the
 * JDK's {@code sun.net.httpserver.maxReqTime}, which the program sets.
 */
public final class WitnessServer implements AutoCloseable {
    /** A request waits mostly for its fsync, so a few threads do. */
    static final int THREADS = 32;

    /** Beyond this, a client is better off trying another witness. */
    static final int MOST_WAITING = 256;

    /** An honest client sends 20 kB at once; whoever is slower than this holds a thread up. */
    static final Duration LONGEST_REQUEST = Duration.ofSeconds(10);

    private static final String ADD = "/add-checkpoint";
    private static final Pattern MONITOR = Pattern.compile("/([0-9a-f]{64})/checkpoint");
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String SIZE = "text/x.tlog.size";
    private static final int BACKLOG = 128;

    private final Witness witness;
    private final Consumer<Event> events;
    private final HttpServer server;
    private final Duration longestRequest;
    private final ThreadPoolExecutor pool;
    private final ScheduledExecutorService watchdog =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("witness-watchdog").factory());

    /**
     * What happened, for the log of whoever runs the witness.
     *
     * @param status the HTTP status that was answered; 0 if the client was cut off
     * @param what in one sentence, without secrets
     */
    public record Event(int status, String what) {}

    private WitnessServer(
            Witness witness, HttpServer server, Consumer<Event> events, Duration longestRequest) {
        this.witness = witness;
        this.server = server;
        this.events = events;
        this.longestRequest = longestRequest;
        this.pool =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        1,
                        TimeUnit.MINUTES,
                        new ArrayBlockingQueue<>(MOST_WAITING),
                        Thread.ofPlatform().daemon().name("witness-", 0).factory());
        server.setExecutor(pool); // a rejected request has its connection closed by the server
        server.createContext("/", this::handle);
    }

    /**
     * Starts to answer over TLS 1.3.
     *
     * @param address port 0 takes a free one; see {@link #address}
     * @param events called from several threads
     * @throws BulwarkException if the address cannot be had
     */
    public static WitnessServer start(
            Witness witness, InetSocketAddress address, SSLContext tls, Consumer<Event> events) {
        try {
            HttpsServer server = HttpsServer.create(address, BACKLOG);
            server.setHttpsConfigurator(new OnlyTls13(tls));
            return started(new WitnessServer(witness, server, events, LONGEST_REQUEST));
        } catch (IOException e) {
            throw cannotListen(address, e);
        }
    }

    /**
     * Starts to answer without TLS, for a proxy or a test on this very machine.
     *
     * @throws IllegalArgumentException if the address is not a loopback one
     */
    public static WitnessServer startWithoutTls(
            Witness witness, InetSocketAddress address, Consumer<Event> events) {
        return startWithoutTls(witness, address, events, LONGEST_REQUEST);
    }

    static WitnessServer startWithoutTls(
            Witness witness,
            InetSocketAddress address,
            Consumer<Event> events,
            Duration longestRequest) {
        if (address.getAddress() == null || !address.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    "without TLS only on loopback, but the address is " + address);
        }
        try {
            return started(
                    new WitnessServer(
                            witness, HttpServer.create(address, BACKLOG), events, longestRequest));
        } catch (IOException e) {
            throw cannotListen(address, e);
        }
    }

    private static WitnessServer started(WitnessServer witness) {
        witness.server.start();
        return witness;
    }

    private static BulwarkException cannotListen(InetSocketAddress address, IOException cause) {
        return new BulwarkException(
                "WITNESS_CANNOT_LISTEN",
                "the witness cannot listen on %s: %s".formatted(address, cause.getMessage()),
                "choose another address or port with --listen, or stop what listens there",
                cause);
    }

    /** TLS 1.3 and nothing older. */
    private static final class OnlyTls13 extends HttpsConfigurator {
        OnlyTls13(SSLContext context) {
            super(context);
        }

        @Override
        public void configure(HttpsParameters parameters) {
            SSLParameters tls = getSSLContext().getDefaultSSLParameters();
            tls.setProtocols(new String[] {"TLSv1.3"});
            parameters.setSSLParameters(tls);
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void handle(HttpExchange exchange) {
        Future<?> deadline =
                watchdog.schedule(
                        () -> {
                            events.accept(new Event(0, "a request took too long: cut off"));
                            exchange.close();
                        },
                        longestRequest.toMillis(),
                        TimeUnit.MILLISECONDS);
        try {
            route(exchange);
        } catch (IOException e) {
            events.accept(new Event(0, "a client went away: " + e.getClass().getSimpleName()));
        } finally {
            deadline.cancel(false);
            exchange.close();
        }
    }

    private void route(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        Matcher monitor = MONITOR.matcher(path == null ? "" : path);
        if (ADD.equals(path)) {
            if (only(exchange, "POST")) {
                add(exchange);
            }
        } else if (monitor.matches()) {
            if (only(exchange, "GET")) {
                monitor(exchange, monitor.group(1));
            }
        } else {
            answer(exchange, 404, TEXT, "there is nothing here\n");
        }
    }

    private boolean only(HttpExchange exchange, String method) throws IOException {
        if (exchange.getRequestMethod().equals(method)) {
            return true;
        }
        exchange.getResponseHeaders().set("Allow", method);
        answer(exchange, 405, TEXT, "only " + method + "\n");
        return false;
    }

    private void add(HttpExchange exchange) throws IOException {
        byte[] body;
        try (InputStream in = exchange.getRequestBody()) {
            body = in.readNBytes(AddCheckpoint.LARGEST_IN_BYTES + 1);
            if (body.length > AddCheckpoint.LARGEST_IN_BYTES) {
                exchange.getResponseHeaders().set("Connection", "close");
                events.accept(new Event(413, "a body was too large"));
                answer(exchange, 413, TEXT, "the body is too large\n");
                return;
            }
        }
        Submission outcome = witness.add(body);
        events.accept(new Event(outcome.status(), outcome.describe()));
        switch (outcome) {
            case Submission.Cosigned cosigned -> {
                StringBuilder lines = new StringBuilder();
                for (NoteSignature signature : cosigned.signatures()) {
                    lines.append(signature.toLine()).append('\n');
                }
                answer(exchange, outcome.status(), TEXT, lines.toString());
            }
            case Submission.Conflict conflict ->
                    answer(exchange, outcome.status(), SIZE, conflict.size() + "\n");
            case Submission.Unavailable _ ->
                    // Why is the operator's to know: it names files.
                    answer(exchange, outcome.status(), TEXT, "the witness is out of order\n");
            case Submission.Malformed _,
                    Submission.Forbidden _,
                    Submission.UnknownOrigin _,
                    Submission.Inconsistent _ ->
                    answer(exchange, outcome.status(), TEXT, outcome.describe() + "\n");
        }
    }

    private void monitor(HttpExchange exchange, String name) throws IOException {
        Optional<Bytes> note;
        try {
            note = witness.checkpoint(name);
        } catch (BulwarkException e) {
            events.accept(new Event(503, e.what()));
            answer(exchange, 503, TEXT, "the witness is out of order\n");
            return;
        }
        if (note.isEmpty()) {
            answer(exchange, 404, TEXT, "no checkpoint of this log was cosigned\n");
        } else {
            answer(exchange, 200, TEXT, note.get().toArray());
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, String text)
            throws IOException {
        answer(exchange, status, type, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Stops listening, and cuts off what is not answered within a second. */
    @Override
    public void close() {
        server.stop(1);
        pool.shutdownNow();
        watchdog.shutdownNow();
    }
}
