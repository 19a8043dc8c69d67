package dev.bulwark.ledger.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Progress;
import dev.bulwark.ledger.SharedVectors;
import dev.bulwark.ledger.TestKeys;
import dev.bulwark.ledger.log.LogEntry;
import dev.bulwark.ledger.log.TransparencyLog;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.SignatureType;
import dev.bulwark.ledger.note.VerifierKey;
import dev.bulwark.ledger.policy.TrustPolicy;
import dev.bulwark.ledger.witness.BoundedHttp;
import dev.bulwark.ledger.witness.TlsMaterial;
import dev.bulwark.testkit.FixedClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitorTest {
    private static final KeyPair PAIR = TestKeys.ed25519();
    private static final VerifierKey KEY = TestKeys.verifier(PAIR);
    private static final String SIGNER = "ab".repeat(32);
    private static final String TYPE = "https://bulwark.dev/evidence/signing/v1";

    @TempDir private Path folder;
    private final FixedClock clock = FixedClock.at("2026-11-01T12:00:00Z");

    private Path log() {
        return folder.resolve("log");
    }

    private LogEntry entry(long number, String type, String signer) {
        Digest digest = Digest.of(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
        return new LogEntry(type, List.of(digest), 0, digest, List.of(signer), clock.instant());
    }

    private void append(Path log, long from, int count) {
        List<LogEntry> entries = new ArrayList<>();
        for (long i = from; i < from + count; i++) {
            entries.add(entry(i, TYPE, SIGNER));
        }
        append(log, entries);
    }

    private static void append(Path log, List<LogEntry> entries) {
        try (TransparencyLog open = TransparencyLog.open(log, TestKeys.ORIGIN, PAIR)) {
            open.append(entries);
        }
    }

    private Monitor monitor(LogSource source, Monitor.Expectation expectation) {
        return new Monitor(
                source, KEY, new MonitorState(folder.resolve("state")), expectation, clock);
    }

    private static Monitor.Expectation expects(EntryRules rules) {
        return new Monitor.Expectation(rules, Optional.empty(), Optional.empty());
    }

    private static EntryRules signedBy(String... signers) {
        return new EntryRules(true, Optional.of(Set.of(signers)));
    }

    private Monitor.Look look() {
        return look(new FolderSource(log()));
    }

    private Monitor.Look look(LogSource source) {
        return monitor(source, expects(signedBy(SIGNER))).look(Progress.silent());
    }

    private static List<String> rules(Monitor.Look look) {
        return look.alerts().stream().map(Alert::rule).toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void followsAGrowingLogAndHashesOnlyWhatIsNew() {
        append(log(), 0, 3);
        assertThat(look()).isEqualTo(new Monitor.Look(3, 3, List.of(), Optional.empty()));
        assertThat(look()).isEqualTo(new Monitor.Look(3, 0, List.of(), Optional.empty()));
        append(log(), 3, 600);
        assertThat(look()).isEqualTo(new Monitor.Look(603, 600, List.of(), Optional.empty()));
        append(log(), 603, 1);
        assertThat(look()).isEqualTo(new Monitor.Look(604, 1, List.of(), Optional.empty()));
    }

    @Test
    void alertsOnSignersTypesAndEntriesThatItDoesNotKnow() {
        append(
                log(),
                List.of(
                        entry(0, TYPE, SIGNER),
                        entry(1, TYPE, "cd".repeat(32)),
                        entry(2, "https://example.com/odd\u009b\u202e", SIGNER)));
        Monitor.Look look = look();
        assertThat(look.size()).isEqualTo(3);
        assertThat(look.alerts())
                .containsExactly(
                        new Alert.UnknownSigner(1, "cd".repeat(32), TYPE),
                        new Alert.UnknownPredicate(2, "https://example.com/odd??"));
        assertThat(look().alerts()).as("told once").isEmpty();
    }

    @Test
    void boundsHowManyAlertsItTells() {
        append(log(), 0, 300);
        Monitor.Look look =
                monitor(new FolderSource(log()), expects(signedBy("ef".repeat(32))))
                        .look(Progress.silent());
        assertThat(look.alerts()).hasSize(Monitor.MOST_ALERTS + 1);
        assertThat(look.alerts().getLast()).isEqualTo(new Alert.More(100));
    }

    @Test
    void stopsAtTwoHistoriesAndKeepsBothCheckpoints() throws Exception {
        append(log(), 0, 3);
        Path other = folder.resolve("other");
        copy(log(), other);
        append(log(), 3, 4);
        append(other, 90, 9);
        assertThat(rules(look())).isEmpty();
        Monitor.Look look = look(new FolderSource(other));
        assertThat(rules(look)).containsExactly("monitor/Fork");
        assertThat(look.alerts().getFirst().isFatal()).isTrue();
        Path proof = look.proof().orElseThrow();
        assertThat(Files.readString(proof.resolve("earlier.checkpoint")))
                .isEqualTo(Files.readString(log().resolve("checkpoint")));
        assertThat(Files.readString(proof.resolve("later.checkpoint")))
                .isEqualTo(Files.readString(other.resolve("checkpoint")));
        assertThat(rules(look())).as("it still follows the first").isEmpty();
    }

    @Test
    void tellsTwoRootsOfOneSize() throws Exception {
        append(log(), 0, 3);
        Path other = folder.resolve("other");
        append(other, 50, 3);
        assertThat(rules(look())).isEmpty();
        assertThat(rules(look(new FolderSource(other)))).containsExactly("monitor/Fork");
    }

    @Test
    void tellsThatAnOlderCopyWasRestored() throws Exception {
        append(log(), 0, 3);
        Path older = folder.resolve("older");
        copy(log(), older);
        append(log(), 3, 4);
        look();
        delete(log());
        copy(older, log());
        Monitor.Look look = look();
        assertThat(rules(look)).containsExactly("monitor/Shrunk");
        assertThat(look.proof()).isPresent();
        assertThat(look.size()).isEqualTo(7);
    }

    @Test
    void doesNotGoOnFromEntriesThatAreNotTheSignedOnes() throws Exception {
        append(log(), 0, 3);
        look();
        append(log(), 3, 2);
        Path bundle = log().resolve("tile/entries/000.p/5");
        byte[] genuine = Files.readAllBytes(bundle);
        byte[] flipped = genuine.clone();
        flipped[genuine.length - 3] ^= 1;
        Files.write(bundle, flipped);
        assertThat(rules(look())).containsExactly("monitor/WrongEntries");
        Files.write(bundle, new byte[1]);
        assertThat(rules(look())).containsExactly("monitor/WrongEntries");
        Files.delete(bundle);
        assertThat(rules(look())).containsExactly("monitor/WrongEntries");
        Files.write(bundle, genuine);
        assertThat(look().fresh()).isEqualTo(2);
    }

    @Test
    void believesNoCheckpointOfAnotherKeyAndNoneThatIsMalformed() throws Exception {
        append(log(), 0, 3);
        look();
        Files.writeString(log().resolve("checkpoint"), "nonsense\n");
        assertThat(rules(look())).containsExactly("monitor/WrongCheckpoint");
        assertThat(look().size()).as("what held before still does").isEqualTo(3);
        Files.delete(log().resolve("checkpoint"));
        assertThatThrownBy(this::look)
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("there is no checkpoint");
    }

    @Test
    void tellsALogThatStandsStill() {
        append(log(), 0, 3);
        Monitor.Expectation daily =
                new Monitor.Expectation(
                        signedBy(SIGNER), Optional.empty(), Optional.of(Duration.ofDays(1)));
        Monitor monitor = monitor(new FolderSource(log()), daily);
        monitor.look(Progress.silent());
        clock.advance(Duration.ofHours(23));
        assertThat(monitor.look(Progress.silent()).alerts()).isEmpty();
        clock.advance(Duration.ofHours(2));
        assertThat(rules(monitor.look(Progress.silent()))).containsExactly("monitor/Stalled");
        append(log(), 3, 1);
        assertThat(monitor.look(Progress.silent()).alerts()).isEmpty();
    }

    @Test
    void tellsACheckpointThatTheQuorumDidNotCosign() {
        append(log(), 0, 3);
        NoteSigner witness =
                NoteSigner.cosigner(
                        "w.test", SignatureType.ED25519_COSIGNATURE, TestKeys.ed25519(), clock);
        TrustPolicy policy =
                TrustPolicy.parse(
                        ("witness w " + witness.verifier() + "\nquorum w\n")
                                .getBytes(StandardCharsets.UTF_8));
        Monitor.Look look =
                monitor(
                                new FolderSource(log()),
                                new Monitor.Expectation(
                                        signedBy(SIGNER), Optional.of(policy), Optional.empty()))
                        .look(Progress.silent());
        assertThat(rules(look)).containsExactly("monitor/NotWitnessed");
    }

    @Test
    void refusesAStateThatWasTamperedWith() throws Exception {
        append(log(), 0, 3);
        look();
        Path seen = folder.resolve("state/seen.json");
        String genuine = Files.readString(seen);
        for (String altered :
                List.of(
                        "",
                        genuine.replace("\"v\":1", "\"v\":2"),
                        genuine.replace("\\n3\\n", "\\n2\\n"),
                        genuine.replaceFirst("\"tree\":\\[\"[^\"]*\"", "\"tree\":[\"AAAA\""),
                        genuine.replaceFirst("\"tree\":\\[\"[^\"]*\",", "\"tree\":["))) {
            Files.writeString(seen, altered);
            assertThatThrownBy(this::look).as(altered).isInstanceOf(BulwarkException.class);
        }
        Files.writeString(seen, genuine);
        assertThat(look().alerts()).isEmpty();
    }

    @Test
    void followsALogOverHttpWithPackedBundles() throws Exception {
        append(log(), 0, 300);
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/l/",
                exchange -> {
                    String path = exchange.getRequestURI().getPath().substring("/l/".length());
                    Path file = log().resolve(path);
                    if (!Files.isRegularFile(file)) {
                        exchange.sendResponseHeaders(404, -1);
                    } else {
                        byte[] body = Files.readAllBytes(file);
                        if ("gzip"
                                .equals(exchange.getRequestHeaders().getFirst("Accept-Encoding"))) {
                            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
                            body = gzip(body);
                        }
                        exchange.sendResponseHeaders(200, body.length);
                        exchange.getResponseBody().write(body);
                    }
                    exchange.close();
                });
        server.createContext(
                "/bomb/",
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
                    byte[] body = gzip(new byte[1 << 25]);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        try {
            String base = "http://127.0.0.1:" + server.getAddress().getPort();
            BoundedHttp http =
                    new BoundedHttp(TlsMaterial.client(), Duration.ofSeconds(30), 1 << 20);
            HttpSource source = new HttpSource(URI.create(base + "/l"), http);
            assertThat(look(source).fresh()).isEqualTo(300);
            append(log(), 300, 250);
            // The partial tiles of 300 entries may go once the full ones are there.
            assertThat(look(source))
                    .isEqualTo(new Monitor.Look(550, 250, List.of(), Optional.empty()));
            HttpSource bomb = new HttpSource(URI.create(base + "/bomb"), http);
            assertThatThrownBy(() -> bomb.read("checkpoint", 1 << 18))
                    .isInstanceOf(BulwarkException.class)
                    .hasMessageContaining("unpacked, it has more than");
        } finally {
            server.stop(0);
        }
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        }
        return packed.toByteArray();
    }

    @Test
    void followsALogOfAnotherImplementation() throws Exception {
        Path tessera = SharedVectors.folder("tessera/testdata/log");
        VerifierKey key =
                VerifierKey.parse(
                        "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx");
        Path copied = folder.resolve("tessera");
        copy(tessera, copied);
        MonitorState state = new MonitorState(folder.resolve("state"));
        Monitor monitor =
                new Monitor(new FolderSource(copied), key, state, expects(EntryRules.any()), clock);
        for (int size = 1; size <= 8; size++) {
            Path checkpoint = tessera.resolve("checkpoint." + size);
            if (Files.exists(checkpoint)) {
                Files.copy(
                        checkpoint,
                        copied.resolve("checkpoint"),
                        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                assertThat(monitor.look(Progress.silent()))
                        .isEqualTo(new Monitor.Look(size, 1, List.of(), Optional.empty()));
            }
        }
        assertThat(monitor.look(Progress.silent()).size()).isEqualTo(8);
    }

    @Test
    void readsFullTilesWhereThePartialOnesWereClearedAway() throws Exception {
        append(log(), 0, 300);
        Path checkpoint = log().resolve("checkpoint");
        byte[] of300 = Files.readAllBytes(checkpoint);
        append(log(), 300, 300);
        try (Stream<Path> partial = Files.walk(log().resolve("tile"))) {
            for (Path each : partial.filter(path -> path.toString().endsWith("001.p")).toList()) {
                delete(each);
            }
        }
        Files.write(checkpoint, of300);

        assertThat(look()).isEqualTo(new Monitor.Look(300, 300, List.of(), Optional.empty()));
    }

    @Test
    void namesWhatIsMissingWhenThereIsNoFullTileEither() throws Exception {
        append(log(), 0, 3);
        delete(log().resolve("tile/entries"));

        assertThat(look().alerts())
                .singleElement()
                .satisfies(
                        each -> assertThat(each.message()).contains("missing", log().toString()));
    }

    @Test
    void anEntryOfAnotherKindIsToldUnlessAnyAreExpected() throws Exception {
        append(log(), 0, 1);
        byte[] strange = "not an entry".getBytes(StandardCharsets.US_ASCII);

        assertThat(signedBy(SIGNER).judge(7, strange))
                .singleElement()
                .isInstanceOfSatisfying(
                        Alert.UnreadableEntry.class, each -> assertThat(each.index()).isEqualTo(7));
        assertThat(EntryRules.any().judge(7, strange)).isEmpty();
    }

    @Test
    void saysHowFarItIs() {
        append(log(), 0, 3);
        look();
        append(log(), 3, 300);
        List<String> said = new ArrayList<>();
        Progress progress =
                new Progress() {
                    @Override
                    public void start(String what, long total) {
                        said.add("start " + total);
                    }

                    @Override
                    public void step(long done, String detail) {
                        said.add("step " + done);
                    }

                    @Override
                    public void finish(String summary) {
                        said.add("finish " + summary);
                    }
                };

        monitor(new FolderSource(log()), expects(signedBy(SIGNER))).look(progress);

        assertThat(said).containsExactly("start 300", "step 253", "step 300", "finish 300 new");
    }

    @Test
    void aPlaceThatAnswersWithAnErrorIsNotAnEmptyLog() throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    boolean odd = exchange.getRequestURI().getPath().endsWith("odd");
                    if (odd) {
                        exchange.getResponseHeaders().set("Content-Encoding", "br");
                    }
                    exchange.sendResponseHeaders(odd ? 200 : 500, -1);
                    exchange.close();
                });
        server.start();
        try {
            String base = "http://127.0.0.1:" + server.getAddress().getPort();
            BoundedHttp http =
                    new BoundedHttp(TlsMaterial.client(), Duration.ofSeconds(30), 1 << 20);
            HttpSource source = new HttpSource(URI.create(base), http);
            assertThatThrownBy(() -> look(source))
                    .isInstanceOf(BulwarkException.class)
                    .hasMessageContaining("it answers 500")
                    .hasMessageContaining(source.describe());
            assertThat(source.describe()).isEqualTo(base);
            assertThatThrownBy(() -> source.read("odd", 10))
                    .isInstanceOf(BulwarkException.class)
                    .hasMessageContaining("'br'");
        } finally {
            server.stop(0);
        }
    }
}
