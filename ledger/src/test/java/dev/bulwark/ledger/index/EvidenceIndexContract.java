package dev.bulwark.ledger.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.keys.SigningKeys;
import dev.bulwark.ledger.EvidenceFixture;
import dev.bulwark.ledger.Ledger;
import dev.bulwark.ledger.LedgerFolders;
import dev.bulwark.ledger.TestKeys;
import dev.bulwark.ledger.erasure.Erasure;
import dev.bulwark.ledger.log.LogReader;
import dev.bulwark.ledger.store.EvidenceStore;
import dev.bulwark.ledger.store.StoredEnvelope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every index does, whatever database it is in. */
abstract class EvidenceIndexContract {
    private static final String SIGNING = Practice.SIGNING.predicateType();
    private static final String AUDIT = Practice.AUDIT_TRAIL.predicateType();
    private static final SigningKeys OTHER = SigningKeys.generate();

    @TempDir Path root;
    IndexPlace place = IndexPlace.memory();
    private Instant now = Instant.parse("2026-11-01T12:00:00Z");

    /** A database of its own for each test. */
    abstract IndexPlace newPlace();

    @BeforeEach
    void makePlace() {
        place = newPlace();
    }

    private Ledger ledger() {
        return Ledger.open(
                LedgerFolders.in(root), TestKeys.ORIGIN, EvidenceFixture.KEYS.ed25519(), () -> now);
    }

    private void record(Envelope... envelopes) {
        try (Ledger ledger = ledger()) {
            for (Envelope envelope : envelopes) {
                ledger.record(envelope);
                now = now.plusSeconds(60);
            }
        }
    }

    private static Envelope envelope(SigningKeys keys, Practice practice, String model, int n) {
        return EvidenceFixture.envelope(keys, practice, model, n);
    }

    /** Entries 0 to 5: two models, two types, two signers, a minute apart. */
    private void recordSix() {
        record(
                envelope(EvidenceFixture.KEYS, Practice.SIGNING, "credit", 1),
                envelope(EvidenceFixture.KEYS, Practice.AUDIT_TRAIL, "credit", 2),
                envelope(OTHER, Practice.SIGNING, "digits", 3),
                envelope(OTHER, Practice.AUDIT_TRAIL, "digits", 4),
                envelope(EvidenceFixture.KEYS, Practice.SIGNING, "credit", 5),
                envelope(EvidenceFixture.KEYS, Practice.SIGNING, "digits", 6));
    }

    private LogReader log() {
        return EvidenceFixture.reader(root).log();
    }

    private Optional<Statement> claimed(Digest envelope) {
        return new EvidenceStore(LedgerFolders.in(root).evidence())
                .get(envelope)
                .map(StoredEnvelope::claimed);
    }

    private EvidenceIndex index() {
        return EvidenceIndex.open(place, this::claimed);
    }

    private static List<Long> indexes(List<IndexedEntry> entries) {
        return entries.stream().map(IndexedEntry::index).toList();
    }

    private List<Long> find(EvidenceQuery query) {
        try (EvidenceIndex index = index()) {
            return indexes(index.find(log(), query));
        }
    }

    private List<Long> findProved(EvidenceQuery query) {
        try (EvidenceIndex index = index()) {
            return indexes(index.findAll(log(), query));
        }
    }

    void tamper(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(place.url())) {
            for (String sql : statements) {
                try (var statement = connection.createStatement()) {
                    statement.execute(sql);
                }
            }
        }
    }

    @Test
    void findsBySubjectTypeSignerAndTime() {
        recordSix();
        Digest credit = EvidenceFixture.model("credit");
        Instant start = Instant.parse("2026-11-01T12:00:00Z");
        String signer = envelope(OTHER, Practice.SIGNING, "x", 1).signatures().getFirst().keyId();
        assertThat(find(EvidenceQuery.ALL)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(find(EvidenceQuery.ALL.about(credit))).containsExactly(0L, 1L, 4L);
        assertThat(find(EvidenceQuery.ALL.ofType(AUDIT))).containsExactly(1L, 3L);
        assertThat(find(EvidenceQuery.ALL.by(signer))).containsExactly(2L, 3L);
        assertThat(find(EvidenceQuery.ALL.about(credit).ofType(SIGNING))).containsExactly(0L, 4L);
        assertThat(
                        find(
                                EvidenceQuery.ALL.logged(
                                        Optional.of(start.plusSeconds(60)),
                                        Optional.of(start.plusSeconds(180)))))
                .containsExactly(1L, 2L);
        assertThat(find(EvidenceQuery.ALL.page(1, 2))).containsExactly(2L, 3L);
        assertThat(find(EvidenceQuery.ALL.about(EvidenceFixture.model("none")))).isEmpty();
        assertThat(findProved(EvidenceQuery.ALL.about(credit))).containsExactly(0L, 1L, 4L);
    }

    @Test
    void saysWhatLogAndPayloadSay() {
        recordSix();
        try (EvidenceIndex index = index()) {
            IndexedEntry row = index.find(log(), EvidenceQuery.ALL).get(4);
            assertThat(row.loggedAt()).isEqualTo(Instant.parse("2026-11-01T12:04:00Z"));
            assertThat(row.statedAt()).hasValue(Instant.parse("2026-11-01T12:00:00Z"));
            assertThat(row.predicateType()).isEqualTo(SIGNING);
            assertThat(row.envelope()).isEqualTo(log().entry(4).envelope());
        }
    }

    @Test
    void followsTheLogWhenItGrows() {
        recordSix();
        assertThat(find(EvidenceQuery.ALL)).hasSize(6);
        record(envelope(EvidenceFixture.KEYS, Practice.SIGNING, "credit", 7));
        assertThat(find(EvidenceQuery.ALL)).hasSize(7);
        assertThat(findProved(EvidenceQuery.ALL)).hasSize(7);
    }

    @Test
    void isMadeAgainIfTheTilesOfWhereItStoodAreGone() throws IOException {
        recordSix();
        assertThat(find(EvidenceQuery.ALL)).hasSize(6);
        record(envelope(EvidenceFixture.KEYS, Practice.SIGNING, "credit", 7));
        Files.deleteIfExists(LedgerFolders.in(root).log().resolve("tile/0/000.p/6"));
        assertThat(find(EvidenceQuery.ALL)).hasSize(7);
        assertThat(findProved(EvidenceQuery.ALL)).hasSize(7);
    }

    @Test
    void answersAReaderOfAnEarlierCheckpointFromThatStateAlone() {
        recordSix();
        LogReader earlier = log();
        record(envelope(EvidenceFixture.KEYS, Practice.SIGNING, "credit", 7));
        assertThat(find(EvidenceQuery.ALL)).hasSize(7);
        try (EvidenceIndex index = index()) {
            assertThat(index.find(earlier, EvidenceQuery.ALL)).hasSize(6);
            assertThat(index.findAll(earlier, EvidenceQuery.ALL)).hasSize(6);
        }
    }

    @Test
    void neverHidesFromAWholeAnswerWhatSomebodyRemovedOrChanged() throws SQLException {
        recordSix();
        Digest credit = EvidenceFixture.model("credit");
        EvidenceQuery query = EvidenceQuery.ALL.about(credit).ofType(SIGNING);
        String other = "'" + EvidenceFixture.model("other").hex() + "'";
        for (String sql :
                List.of(
                        "DELETE FROM entry WHERE log_index = 4",
                        "DELETE FROM subject WHERE log_index = 4",
                        "DELETE FROM entry",
                        "UPDATE subject SET subject = " + other + " WHERE log_index = 4",
                        "UPDATE entry SET predicate_type = 'x' WHERE log_index = 4",
                        "UPDATE entry SET log_index = 40 WHERE log_index = 4",
                        "UPDATE entry SET envelope = " + other + " WHERE log_index = 4",
                        "UPDATE entry SET logged_at = 0 WHERE log_index = 4",
                        "DELETE FROM signer WHERE log_index = 4",
                        "UPDATE position SET size = 3",
                        "UPDATE position SET root = 'zz'",
                        "UPDATE position SET origin = ''",
                        "DELETE FROM position")) {
            assertThat(find(query)).containsExactly(0L, 4L);
            tamper(sql);
            assertThat(findProved(query)).as(sql).containsExactly(0L, 4L);
        }
    }

    @Test
    void handsOutNothingThatSomebodyMadeUp() throws SQLException {
        recordSix();
        Digest credit = EvidenceFixture.model("credit");
        for (String sql :
                List.of(
                        "INSERT INTO subject (subject, log_index) VALUES ('%s', 2)"
                                .formatted(credit.hex()),
                        "UPDATE entry SET predicate_type = '%s' WHERE log_index = 1"
                                .formatted(SIGNING))) {
            assertThat(find(EvidenceQuery.ALL)).hasSize(6);
            tamper(sql);
            assertThat(findProved(EvidenceQuery.ALL.about(credit).ofType(SIGNING)))
                    .as(sql)
                    .containsExactly(0L, 4L);
        }
        tamper("UPDATE entry SET envelope = '%s' WHERE log_index = 1".formatted(credit.hex()));
        assertThat(find(EvidenceQuery.ALL.ofType(AUDIT))).containsExactly(1L, 3L);
    }

    /** The index is asked by one rule and read by another: who can write it can tell them apart. */
    @Test
    void neverHidesFromAWholeAnswerByWhatOnlyAQuestionSees() throws SQLException {
        recordSix();
        EvidenceQuery query = EvidenceQuery.ALL.ofType(SIGNING);
        assertThat(find(query)).containsExactly(0L, 2L, 4L, 5L);
        boolean sqlite = place.url().startsWith("jdbc:sqlite");
        tamper(
                sqlite
                        ? new String[] {
                            "UPDATE entry SET predicate_type = CAST(predicate_type AS BLOB)"
                                    + " WHERE log_index = 4"
                        }
                        : new String[] {
                            "ALTER TABLE entry RENAME TO whole",
                            "CREATE VIEW entry AS SELECT * FROM whole WHERE log_index <> 4"
                                    + " OR current_query() NOT LIKE '%predicate_type = %'"
                        });
        if (sqlite) {
            assertThat(findProved(query)).containsExactly(0L, 2L, 4L, 5L);
        } else { // a server's tables are not ours to drop
            assertThatThrownBy(() -> findProved(query))
                    .isInstanceOfSatisfying(
                            BulwarkException.class,
                            e -> assertThat(e.code()).startsWith("EVIDENCE_INDEX_"));
        }
    }

    @Test
    void findsNothingForASubjectItWasOnlyGivenByAStranger() throws SQLException {
        recordSix();
        Digest credit = EvidenceFixture.model("credit");
        assertThat(find(EvidenceQuery.ALL)).hasSize(6);
        tamper("INSERT INTO subject (subject, log_index) VALUES ('%s', 2)".formatted(credit.hex()));
        assertThat(find(EvidenceQuery.ALL.about(credit))).containsExactly(0L, 1L, 4L);
    }

    @Test
    void isMadeAgainForALogOfAnotherHistory(@TempDir Path elsewhere) throws SQLException {
        recordSix();
        assertThat(find(EvidenceQuery.ALL)).hasSize(6);
        root = elsewhere;
        record(
                envelope(EvidenceFixture.KEYS, Practice.SIGNING, "credit", 9),
                envelope(EvidenceFixture.KEYS, Practice.SIGNING, "digits", 9));
        tamper("UPDATE position SET size = 1");
        assertThat(find(EvidenceQuery.ALL)).containsExactly(0L, 1L);
        assertThat(find(EvidenceQuery.ALL.about(EvidenceFixture.model("digits"))))
                .containsExactly(1L);
    }

    @Test
    void forgetsWhatOnlyAnErasedPayloadSaid() {
        List<Subject> many = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            many.add(new Subject("part " + i, EvidenceFixture.model("part " + i)));
        }
        Statement one = statement(envelope(EvidenceFixture.KEYS, Practice.SIGNING, "x", 1));
        Envelope wide =
                EvidenceFixture.KEYS.sign(
                        new Statement(many, one.predicateType(), one.predicate()));
        record(wide, envelope(EvidenceFixture.KEYS, Practice.SIGNING, "credit", 2));
        Digest hidden = EvidenceFixture.model("part 69");
        assertThat(find(EvidenceQuery.ALL.about(hidden))).containsExactly(0L);
        assertThat(findProved(EvidenceQuery.ALL.about(EvidenceFixture.model("none"))))
                .as("it may be about anything: its entry could not list all its subjects")
                .containsExactly(0L);
        Erasure erasure =
                new Erasure(wide.digest(), one.predicateType(), 0, "a ground", "an office", now);
        try (Ledger ledger = ledger()) {
            ledger.erase(EvidenceFixture.KEYS.sign(erasure.statement()));
        }
        try (EvidenceIndex index = index()) {
            List<IndexedEntry> all = index.find(log(), EvidenceQuery.ALL);
            assertThat(all).hasSize(3);
            assertThat(all.getFirst().statedAt()).isEmpty();
            assertThat(all.get(1).statedAt()).isPresent();
            index.rebuild(log());
            assertThat(index.find(log(), EvidenceQuery.ALL)).isEqualTo(all);
        }
    }

    private static Statement statement(Envelope envelope) {
        return Statement.parse(envelope.payload().toArray());
    }

    @Test
    void servesSeveralAtOnceWhileTheLogGrows() throws Exception {
        recordSix();
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Callable<Integer> reader =
                        () -> {
                            int last = 0;
                            for (int round = 0; round < 5; round++) {
                                last = findProved(EvidenceQuery.ALL).size();
                                assertThat(last).isGreaterThanOrEqualTo(6);
                            }
                            return last;
                        };
                answers.add(pool.submit(reader));
            }
            for (int n = 10; n < 20; n++) {
                record(envelope(EvidenceFixture.KEYS, Practice.SIGNING, "credit", n));
            }
            for (Future<Integer> answer : answers) {
                answer.get();
            }
        }
        assertThat(findProved(EvidenceQuery.ALL)).hasSize(16);
    }

    @Test
    void refusesAnIndexOfAVersionItDoesNotKnow() throws SQLException {
        recordSix();
        assertThat(find(EvidenceQuery.ALL)).hasSize(6);
        tamper("INSERT INTO bulwark_index_version (version, sha256) VALUES (99, 'x')");
        if (place.url().startsWith("jdbc:sqlite")) {
            assertThat(find(EvidenceQuery.ALL)).as("a file is made again").hasSize(6);
        } else {
            assertThatThrownBy(this::index)
                    .isInstanceOfSatisfying(
                            BulwarkException.class,
                            e -> assertThat(e.code()).isEqualTo("EVIDENCE_INDEX_FOREIGN"));
        }
    }

    @Test
    void isMadeAgainIfATableIsGone() throws SQLException {
        recordSix();
        assertThat(find(EvidenceQuery.ALL)).hasSize(6);
        if (place.url().startsWith("jdbc:sqlite")) {
            tamper("DROP TABLE subject");
            assertThat(findProved(EvidenceQuery.ALL.ofType(AUDIT))).containsExactly(1L, 3L);
        }
    }

    @Test
    void takesNoValueForSql() {
        recordSix();
        assertThat(find(EvidenceQuery.ALL.ofType("x' OR '1'='1"))).isEmpty();
        assertThat(find(EvidenceQuery.ALL.by("'; DELETE FROM entry; --"))).isEmpty();
        assertThat(find(EvidenceQuery.ALL)).hasSize(6);
    }
}
