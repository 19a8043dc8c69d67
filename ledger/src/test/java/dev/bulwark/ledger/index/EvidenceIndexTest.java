package dev.bulwark.ledger.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.TestKeys;
import dev.bulwark.ledger.erasure.Erasure;
import dev.bulwark.ledger.log.LogEntry;
import dev.bulwark.ledger.log.LogReader;
import dev.bulwark.ledger.log.TransparencyLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a file that somebody named: nothing is mended by making the whole file again. */
class EvidenceIndexTest {
    private static final Instant START = Instant.parse("2026-11-01T12:00:00Z");
    private static final KeyPair KEYS = TestKeys.ed25519();

    @TempDir private Path folder;
    private final List<Digest> read = new ArrayList<>();
    private final Map<Digest, Statement> payloads = new HashMap<>();

    private IndexPlace place() {
        return IndexPlace.at("jdbc:sqlite:" + folder.resolve("index.sqlite"));
    }

    private EvidenceIndex index() {
        return EvidenceIndex.open(
                place(),
                envelope -> {
                    read.add(envelope);
                    return Optional.ofNullable(payloads.get(envelope));
                });
    }

    private static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Digest envelope(int number) {
        return digest("envelope " + number);
    }

    /** A minute apart; of type {@code even} or {@code odd}, about subject and by signer 0 to 2. */
    private static LogEntry entry(int number) {
        return new LogEntry(
                number % 2 == 0 ? "even" : "odd",
                List.of(digest("subject " + number % 3)),
                0,
                envelope(number),
                List.of("signer " + number % 3),
                START.plusSeconds(60L * number));
    }

    private static List<LogEntry> entries(int from, int to) {
        return IntStream.range(from, to).mapToObj(EvidenceIndexTest::entry).toList();
    }

    private LogReader append(List<LogEntry> entries) {
        try (TransparencyLog log =
                TransparencyLog.open(folder.resolve("log"), TestKeys.ORIGIN, KEYS)) {
            log.append(entries);
            return log.reader();
        }
    }

    private void tamper(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(place().url());
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private List<String> position() throws SQLException {
        try (Connection connection = DriverManager.getConnection(place().url());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT origin, size, root FROM position")) {
            assertThat(rows.next()).isTrue();
            return List.of(rows.getString(1), rows.getString(2), rows.getString(3));
        }
    }

    private static List<String> position(LogReader log) {
        return List.of(TestKeys.ORIGIN, Long.toString(log.size()), log.checkpoint().root().toHex());
    }

    private static List<Long> found(EvidenceIndex index, LogReader log, EvidenceQuery query) {
        List<Long> found = index.find(log, query).stream().map(IndexedEntry::index).toList();
        assertThat(index.findAll(log, query).stream().map(IndexedEntry::index).toList())
                .as("all there is")
                .isEqualTo(found);
        return found;
    }

    private static Statement stating(Optional<Instant> at) {
        Json.Obj predicate = at.map(time -> Json.obj("at", time.toString())).orElse(Json.obj());
        return new Statement(List.of(new Subject("it", digest("it"))), "type", predicate);
    }

    @Test
    void readsThePayloadsOfNewEntriesAndNoOthers() throws SQLException {
        LogReader three = append(entries(0, 3));
        try (EvidenceIndex index = index()) {
            index.follow(three);
            assertThat(read).containsExactly(envelope(0), envelope(1), envelope(2));
            assertThat(position()).isEqualTo(position(three));
            LogReader five = append(entries(3, 5));
            index.follow(five);
            assertThat(read).hasSize(5).endsWith(envelope(3), envelope(4));
            index.follow(five);
            index.follow(three); // a reader of an earlier state takes nothing back
            assertThat(read).hasSize(5);
            assertThat(position()).isEqualTo(position(five));
        }
        try (EvidenceIndex again = index()) {
            again.follow(append(entries(5, 6)));
            assertThat(read).hasSize(6);
        }
    }

    @Test
    void isMadeAgainByWhoeverFollowsIfItStoodElsewhere() throws SQLException {
        LogReader log = append(entries(0, 3));
        for (String sql :
                List.of(
                        "UPDATE position SET root = '" + "ab".repeat(32) + "'",
                        "UPDATE position SET root = 'zz'",
                        "UPDATE position SET root = '" + "ab".repeat(31) + "'",
                        "UPDATE position SET size = 2",
                        "UPDATE position SET size = -1",
                        "UPDATE position SET origin = ''",
                        "DELETE FROM position")) {
            try (EvidenceIndex index = index()) {
                index.follow(log);
                tamper(sql);
                read.clear();
                index.follow(log);
                assertThat(read).as(sql).hasSize(3);
                assertThat(position()).as(sql).isEqualTo(position(log));
            }
        }
    }

    @Test
    void isMadeAgainWhenItIsAsked() throws SQLException {
        LogReader log = append(entries(0, 3));
        try (EvidenceIndex index = index()) {
            index.follow(log);
            tamper("UPDATE entry SET stated_at = 7");
            index.rebuild(log);
            assertThat(index.find(log, EvidenceQuery.ALL))
                    .hasSize(3)
                    .allMatch(row -> row.statedAt().isEmpty());
            assertThat(position()).isEqualTo(position(log));
        }
    }

    @Test
    void followsBeforeItAnswers() {
        try (EvidenceIndex index = index()) {
            LogReader three = append(entries(0, 3));
            assertThat(index.findAll(three, EvidenceQuery.ALL)).hasSize(3);
            assertThat(index.find(append(entries(3, 5)), EvidenceQuery.ALL)).hasSize(5);
            LogReader six = append(entries(5, 6));
            read.clear();
            assertThat(index.findAll(six, EvidenceQuery.ALL)).hasSize(6);
            assertThat(read).as("it had only to follow").hasSize(1);
        }
    }

    @Test
    void mendsWhatSomebodyChangedBeforeItAnswers() throws SQLException {
        LogReader log = append(entries(0, 5));
        try (EvidenceIndex index = index()) {
            for (String sql :
                    List.of(
                            "UPDATE entry SET predicate_type = 'even' WHERE log_index = 1",
                            "UPDATE entry SET logged_at = 0 WHERE log_index = 0",
                            "UPDATE entry SET left_out = 1 WHERE log_index = 0",
                            "UPDATE entry SET envelope = '%s' WHERE log_index = 2"
                                    .formatted(digest("x").hex()))) {
                index.follow(log);
                tamper(sql);
                assertThat(index.find(log, EvidenceQuery.ALL.ofType("even")))
                        .as(sql)
                        .extracting(IndexedEntry::index)
                        .containsExactly(0L, 2L, 4L);
            }
            tamper("DELETE FROM entry WHERE log_index = 2");
            assertThat(index.findAll(log, EvidenceQuery.ALL)).hasSize(5);
        }
    }

    @Test
    void refusesADatabaseThatIsWrongHoweverOftenItIsMadeAgain() throws SQLException {
        LogReader log = append(entries(0, 5));
        for (String change :
                List.of(
                        "UPDATE entry SET predicate_type = 'even' WHERE log_index = 1",
                        "UPDATE entry SET predicate_type = 'odd' WHERE log_index = 2")) {
            try (EvidenceIndex index = index()) {
                index.follow(log);
                tamper(
                        "DROP TRIGGER IF EXISTS again",
                        change,
                        "CREATE TRIGGER again AFTER INSERT ON entry BEGIN " + change + "; END");
                assertThatThrownBy(() -> index.findAll(log, EvidenceQuery.ALL.ofType("even")))
                        .as(change)
                        .isInstanceOfSatisfying(
                                IndexException.class,
                                e -> assertThat(e.code()).isEqualTo("EVIDENCE_INDEX_TAMPERED"));
            }
        }
    }

    @Test
    void neverHandsOutARowThatComesBackHoweverOftenItIsMadeAgain() throws SQLException {
        LogReader log = append(entries(0, 5));
        try (EvidenceIndex index = index()) {
            index.follow(log);
            String change = "UPDATE entry SET predicate_type = 'even' WHERE log_index = 1";
            tamper(change, "CREATE TRIGGER again AFTER INSERT ON entry BEGIN " + change + "; END");
            assertThatThrownBy(() -> index.find(log, EvidenceQuery.ALL.ofType("even")))
                    .isInstanceOfSatisfying(
                            IndexException.class,
                            e -> assertThat(e.code()).isEqualTo("EVIDENCE_INDEX_TAMPERED"));
        }
    }

    @Test
    void answersEveryConditionByItself() {
        LogReader log = append(entries(0, 6));
        EvidenceQuery all = EvidenceQuery.ALL;
        Optional<Instant> second = Optional.of(START.plusSeconds(60).plusMillis(999));
        try (EvidenceIndex index = index()) {
            assertThat(found(index, log, all.about(digest("subject 1")))).containsExactly(1L, 4L);
            assertThat(found(index, log, all.about(digest("nobody")))).isEmpty();
            assertThat(found(index, log, all.ofType("odd"))).containsExactly(1L, 3L, 5L);
            assertThat(found(index, log, all.by("signer 2"))).containsExactly(2L, 5L);
            assertThat(found(index, log, all.logged(second, Optional.empty())))
                    .containsExactly(1L, 2L, 3L, 4L, 5L);
            assertThat(found(index, log, all.logged(Optional.empty(), second))).containsExactly(0L);
            assertThat(found(index, log, all.page(3, EvidenceQuery.LARGEST_PAGE)))
                    .containsExactly(4L, 5L);
            assertThat(found(index, log, all.ofType("odd").by("signer 2"))).containsExactly(5L);
        }
    }

    @Test
    void finds10001EntriesThoughAPageHasFewer() {
        LogReader log = append(entries(0, EvidenceQuery.LARGEST_PAGE + 1));
        try (EvidenceIndex index = index()) {
            assertThat(index.findAll(log, EvidenceQuery.ALL.page(-1, 1)))
                    .extracting(IndexedEntry::index)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(0, EvidenceQuery.LARGEST_PAGE).boxed().toList());
            assertThat(index.find(log, EvidenceQuery.ALL)).hasSize(EvidenceQuery.LARGEST_PAGE);
        }
    }

    @Test
    void keepsTheTimeThatAPayloadStatesAndForgetsItWithThePayload() {
        payloads.put(envelope(0), stating(Optional.of(START.plusSeconds(1))));
        payloads.put(envelope(1), stating(Optional.empty()));
        payloads.put(envelope(3), stating(Optional.of(START.plusSeconds(3))));
        LogEntry erasure =
                new LogEntry(
                        Erasure.PREDICATE_TYPE,
                        List.of(envelope(0)),
                        0,
                        envelope(9),
                        List.of(),
                        START);
        LogReader before = append(entries(0, 4));
        try (EvidenceIndex index = index()) {
            assertThat(index.find(before, EvidenceQuery.ALL))
                    .extracting(IndexedEntry::statedAt)
                    .containsExactly(
                            Optional.of(START.plusSeconds(1)),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(START.plusSeconds(3)));
            List<Optional<Instant>> after =
                    List.of(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(START.plusSeconds(3)),
                            Optional.empty());
            LogReader log = append(List.of(erasure));
            assertThat(index.find(log, EvidenceQuery.ALL))
                    .extracting(IndexedEntry::statedAt)
                    .isEqualTo(after);
            index.rebuild(log); // both in one batch
            assertThat(index.find(log, EvidenceQuery.ALL))
                    .extracting(IndexedEntry::statedAt)
                    .isEqualTo(after);
        }
    }

    @Test
    void findsAnEntryThatCouldNotListItsSubjectsForEverySubject() {
        LogEntry wide =
                new LogEntry(
                        "even", List.of(digest("subject 1")), 1, envelope(7), List.of(), START);
        LogReader log = append(List.of(entry(0), wide));
        try (EvidenceIndex index = index()) {
            assertThat(found(index, log, EvidenceQuery.ALL.about(digest("anything"))))
                    .containsExactly(1L);
            assertThat(found(index, log, EvidenceQuery.ALL.about(digest("subject 1"))))
                    .containsExactly(1L);
            assertThat(found(index, log, EvidenceQuery.ALL.about(digest("subject 0"))))
                    .containsExactly(0L, 1L);
        }
    }

    @Test
    void isMadeOnceByManyWhoComeAtTheSameTime() throws Exception {
        LogReader log = append(entries(0, 3));
        try (ExecutorService pool = Executors.newFixedThreadPool(6)) {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                answers.add(
                        pool.submit(() -> {
                            try (EvidenceIndex own =
                                    EvidenceIndex.open(place(), _ -> Optional.empty())) {
                                return own.findAll(log, EvidenceQuery.ALL).size();
                            }
                        }));
            }
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(3);
            }
        }
    }

    @Test
    void refusesADatabaseOfAnotherVersion() throws SQLException {
        index().close();
        for (String sql :
                List.of(
                        "UPDATE bulwark_index_version SET sha256 = 'x' WHERE version = 1",
                        "INSERT INTO bulwark_index_version (version, sha256) VALUES (2, 'x')")) {
            tamper(sql);
            assertThatThrownBy(this::index)
                    .as(sql)
                    .isInstanceOfSatisfying(
                            IndexException.class,
                            e -> {
                                assertThat(e.code()).isEqualTo("EVIDENCE_INDEX_FOREIGN");
                                assertThat(e.what()).contains(place().shown());
                            });
        }
    }

    @Test
    void asksForNoMoreThanAPageAndNotFromBeforeTheFirstEntry() {
        assertThat(EvidenceQuery.ALL.page(-1, 1).limit()).isEqualTo(1);
        for (int limit : new int[] {0, EvidenceQuery.LARGEST_PAGE + 1}) {
            assertThatThrownBy(() -> EvidenceQuery.ALL.page(-1, limit))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> EvidenceQuery.ALL.page(-2, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
