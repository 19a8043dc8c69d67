package dev.bulwark.ledger.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.ledger.TestKeys;
import dev.bulwark.ledger.log.LedgerException;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.SignatureType;
import dev.bulwark.ledger.note.SignedCheckpoint;
import dev.bulwark.ledger.policy.PolicyVerdict;
import dev.bulwark.ledger.policy.TrustPolicy;
import dev.bulwark.testkit.FixedClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpWitnessesTest {
    private static final InetSocketAddress LOOPBACK =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(1);

    @TempDir private Path folder;
    private final GrowingLog log = GrowingLog.fresh();
    private final FixedClock clock = WitnessFixture.CLOCK;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final StringBuilder policy = new StringBuilder();
    private final List<String> names = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    /** A genuine witness, which counts in the policy. */
    private List<WitnessServer.Event> genuine(String name) {
        List<WitnessServer.Event> events =
                java.util.Collections.synchronizedList(new ArrayList<>());
        NoteSigner signer = signer(name, clock);
        WitnessState state = WitnessState.open(folder.resolve(name));
        open.add(state);
        WitnessServer server =
                WitnessServer.startWithoutTls(
                        new Witness(
                                KnownLogs.of(List.of(log.signer().verifier())),
                                List.of(signer),
                                state),
                        LOOPBACK,
                        events::add);
        open.add(server);
        listed(name, signer, server.address().getPort());
        return events;
    }

    private static NoteSigner signer(String name, FixedClock clock) {
        return NoteSigner.cosigner(
                name + ".test", SignatureType.ED25519_COSIGNATURE, TestKeys.ed25519(), clock);
    }

    private void listed(String name, NoteSigner signer, int port) {
        policy.append(
                "witness %s %s http://127.0.0.1:%d\n".formatted(name, signer.verifier(), port));
        names.add(name);
    }

    /** What a misbehaving server does with a request. */
    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private static Answer says(int status, String body) {
        return exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
    }

    private NoteSigner fake(String name, Answer answer) {
        NoteSigner signer = signer(name, clock);
        fake(name, signer, answer);
        return signer;
    }

    private void fake(String name, NoteSigner signer, Answer answer) {
        try {
            HttpServer server = HttpServer.create(LOOPBACK, 0);
            server.setExecutor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", answer::to);
            server.start();
            open.add(() -> server.stop(0));
            listed(name, signer, server.getAddress().getPort());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private TrustPolicy policy(String quorum) {
        String group =
                names.isEmpty() || quorum.equals("none")
                        ? "quorum none\n"
                        : "group q %s %s\nquorum q\n".formatted(quorum, String.join(" ", names));
        return TrustPolicy.parse((policy + group).getBytes(StandardCharsets.UTF_8));
    }

    private HttpWitnesses witnesses(String quorum) {
        return witnesses(quorum, LONG);
    }

    private HttpWitnesses witnesses(String quorum, Duration request) {
        return new HttpWitnesses(policy(quorum), TlsMaterial.client(), clock, request);
    }

    private SignedCheckpoint witnessed(HttpWitnesses witnesses, long size) {
        return witnessed(witnesses, log, size);
    }

    private static SignedCheckpoint witnessed(HttpWitnesses witnesses, GrowingLog log, long size) {
        return witnesses.witnessed(log.at(size), old -> log.proof(old, size));
    }

    private String refusal(HttpWitnesses witnesses, long size) {
        try {
            witnessed(witnesses, size);
            return "";
        } catch (LedgerException e) {
            return e.code() + " " + e.what();
        }
    }

    @Test
    void bringsTheCosignaturesOfEveryWitnessThatIsNeeded() {
        genuine("w1");
        genuine("w2");
        HttpWitnesses witnesses = witnesses("all");
        for (long size : new long[] {0, 3, 3, 700}) {
            SignedCheckpoint cosigned = witnessed(witnesses, size);
            assertThat(cosigned.checkpoint()).isEqualTo(log.at(size).checkpoint());
            assertThat(
                            policy("all")
                                    .forLog(log.signer().verifier())
                                    .verify(cosigned.note().toArray(), clock.instant()))
                    .isInstanceOfSatisfying(
                            PolicyVerdict.Accepted.class,
                            accepted ->
                                    assertThat(accepted.witnesses()).containsExactly("w1", "w2"));
        }
    }

    @Test
    void remembersWhatAWitnessCosignedLast() {
        List<WitnessServer.Event> events = genuine("w1");
        HttpWitnesses witnesses = witnesses("all");
        witnessed(witnesses, 3);
        witnessed(witnesses, 5);
        witnessed(witnesses("all"), 9); // another process, which does not know yet
        assertThat(events)
                .extracting(WitnessServer.Event::status)
                .containsExactly(200, 200, 409, 200);
    }

    @Test
    void needsNoMoreThanTheQuorum() {
        genuine("w1");
        fake("dead", says(500, "out of order"));
        genuine("w3");
        assertThat(witnessed(witnesses("2"), 3).size()).isEqualTo(3);
        assertThat(refusal(witnesses("all"), 4))
                .startsWith("LEDGER_NOT_WITNESSED the witnesses did not cosign size 4")
                .contains("dead at http://127.0.0.1:", "it answers 500: out of order")
                .contains("w1 at http://127.0.0.1:");
    }

    @Test
    void doesNotWaitForAWitnessThatIsNotNeeded() {
        genuine("w1");
        fake(
                "slow",
                exchange -> {
                    try {
                        Thread.sleep(LONG);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        assertThat(witnessed(witnesses("any"), 3).size()).isEqualTo(3);
        assertThat(refusal(witnesses("all", SHORT), 4)).contains("slow", "no answer within 1 s");
    }

    @Test
    void asksNobodyInVainForQuorumNone() {
        fake("dead", says(500, ""));
        assertThat(witnessed(witnesses("none"), 3).note()).isEqualTo(log.at(3).note());
    }

    @Test
    void saysWhichWitnessCannotBeReached() throws Exception {
        NoteSigner nobody = signer("gone", clock);
        try (ServerSocket closed = new ServerSocket(0)) {
            listed("gone", nobody, closed.getLocalPort());
        }
        assertThat(refusal(witnesses("all"), 3))
                .contains("gone at http://127.0.0.1:", "it cannot be reached");
    }

    @Test
    void believesNoCosignatureThatDoesNotVerify() {
        NoteSigner[] stranger = {signer("stranger", clock)};
        fake("empty", says(200, ""));
        fake("noise", says(200, "— noise.test AAAA\n"));
        fake(
                "foreign",
                says(200, stranger[0].sign(log.at(3).checkpoint().toText()).toLine() + "\n"));
        NoteSigner replaying = signer("replay", clock);
        fake(
                "replay",
                replaying,
                says(200, replaying.sign(log.at(2).checkpoint().toText()).toLine() + "\n"));
        assertThat(refusal(witnesses("any"), 3))
                .contains("empty at", "noise at", "foreign at", "replay at")
                .contains("no known key signed it")
                .contains("does not fit the text");
    }

    @Test
    void believesNoCosignatureFromTheFutureOrWithoutATime() {
        FixedClock ahead = FixedClock.at(clock.instant().plus(Duration.ofHours(1)));
        NoteSigner future = signer("future", ahead);
        fake(
                "future",
                future,
                says(200, future.sign(log.at(3).checkpoint().toText()).toLine() + "\n"));
        NoteSigner zero = signer("zero", FixedClock.at(Instant.EPOCH));
        fake("zero", zero, says(200, zero.sign(log.at(3).checkpoint().toText()).toLine() + "\n"));
        assertThat(refusal(witnesses("any"), 3))
                .contains("which is in the future")
                .contains("has the time 0, which is none");
    }

    @Test
    void boundsWhatAWitnessAnswers() {
        fake("large", says(200, "x".repeat(1 << 20)));
        fake("moved", says(302, ""));
        fake("sizeless", says(409, "many\n"));
        fake("restless", says(409, "1\n"));
        assertThat(refusal(witnesses("any"), 3))
                .contains("large at", "its answer is too large")
                .contains("it answers 302")
                .contains("it answers 409 without a size")
                .contains("its size changed meanwhile");
    }

    @Test
    void namesARollbackThatAWitnessCanProveWhateverTheOthersSay() {
        genuine("w1");
        witnessed(witnesses("all"), 12);
        for (int i = 0; i < 2; i++) {
            assertThat(refusal(witnesses("all"), 7))
                    .startsWith("LEDGER_ROLLED_BACK the ledger was put back to an older copy")
                    .contains("cosigned 12 entries of '" + TestKeys.ORIGIN + "', and 7 are here");
        }
        fake("silent", says(500, ""));
        assertThat(refusal(witnesses("any"), 7)).startsWith("LEDGER_ROLLED_BACK");
    }

    @Test
    void doesNotLetALyingWitnessStopTheLog() {
        fake("liar", says(409, "1000000\n"));
        assertThat(refusal(witnesses("all"), 7))
                .startsWith("LEDGER_ROLLED_BACK")
                .contains("it shows no checkpoint to prove it");
        genuine("w1");
        assertThat(witnessed(witnesses("any"), 7).size()).isEqualTo(7);
    }

    @Test
    void namesAHistoryThatIsNotTheOneTheWitnessSaw() {
        genuine("w1");
        witnessed(witnesses("all"), 12);
        HttpWitnesses again = witnesses("all");
        for (long size : new long[] {12, 20}) {
            assertThatThrownBy(() -> witnessed(again, log.fork(), size))
                    .isInstanceOfSatisfying(
                            LedgerException.class,
                            e -> {
                                assertThat(e.code()).isEqualTo("LEDGER_FORKED");
                                assertThat(e.what()).contains("two histories", "12 entries");
                            });
        }
    }

    @Test
    void findsARollbackWithoutSubmittingAnything() {
        genuine("w1");
        fake("silent", says(500, ""));
        HttpWitnesses witnesses = witnesses("any");
        witnesses.requireNotAhead(log.at(5), log.contains(5));
        witnessed(witnesses, 12);
        witnesses.requireNotAhead(log.at(12), log.contains(12));
        witnesses.requireNotAhead(log.at(15), log.contains(15));
        assertThatThrownBy(() -> witnesses.requireNotAhead(log.at(5), log.contains(5)))
                .hasMessageContaining("put back to an older copy");
        GrowingLog other = log.fork();
        assertThatThrownBy(() -> witnesses.requireNotAhead(other.at(15), other.contains(15)))
                .hasMessageContaining("two histories");
    }

    @Test
    void refusesAPolicyItCannotAsk() {
        NoteSigner signer = signer("w", clock);
        for (String url : List.of("", "http://example.com", "ftp://x", "https://u:p@x/", "::")) {
            policy.setLength(0);
            names.clear();
            policy.append("witness w %s %s\n".formatted(signer.verifier(), url));
            names.add("w");
            assertThatThrownBy(() -> witnesses("all"))
                    .as(url)
                    .isInstanceOf(BulwarkException.class)
                    .satisfies(
                            e -> assertThat(((BulwarkException) e).code()).startsWith("WITNESS_"));
        }
    }

    @Test
    void refusesALogThatThePolicyDoesNotList() {
        genuine("w1");
        policy.append("log ").append(GrowingLog.fresh().signer().verifier()).append('\n');
        assertThatThrownBy(() -> witnessed(witnesses("all"), 3))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("the policy lists logs");
    }

    @Test
    void postsOnceToAWitnessOfTwoKeys() {
        WitnessState state = WitnessFixture.state(folder);
        open.add(state);
        List<WitnessServer.Event> events = new ArrayList<>();
        WitnessServer server =
                WitnessServer.startWithoutTls(
                        WitnessFixture.witness(log, state), LOOPBACK, events::add);
        open.add(server);
        for (NoteSigner signer : WitnessFixture.signers()) {
            String name = signer.verifier().type().name().toLowerCase(java.util.Locale.ROOT);
            listed(name, signer, server.address().getPort());
        }
        SignedCheckpoint cosigned = witnessed(witnesses("all"), 3);
        assertThat(cosigned.signers().stream().map(key -> key.type()).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(SignatureType.values());
        assertThat(events).hasSize(1);
    }
}
