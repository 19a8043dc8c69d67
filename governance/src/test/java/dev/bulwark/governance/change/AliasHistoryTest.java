package dev.bulwark.governance.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an alias meant when, over a real ledger with real signatures. */
class AliasHistoryTest {
    @TempDir private Path folder;
    private Office office;

    @BeforeEach
    void open() throws IOException {
        office = new Office(folder, 2);
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void theFileOfAliasesIsMadeToSayWhatTheLedgerSays() throws IOException {
        office.approve(office.propose("first", "ada", Office.MODEL_A), "bob", "cyd");
        office.execute("first");
        String right = Files.readString(office.file());

        Files.delete(office.file());
        office.reopen();
        assertThat(office.file()).hasContent(right);

        Files.writeString(office.file(), right.replace(Office.MODEL_A.digest().hex(), "0"));
        office.reopen();
        assertThat(office.file()).hasContent(right);
    }

    @Test
    void theHistorySaysWhatTheAliasMeantWhen() throws IOException {
        office.approve(office.propose("first", "ada", Office.MODEL_A), "bob", "cyd");
        office.execute("first");
        office.clock().advance(Duration.ofDays(3));
        office.approve(office.propose("second", "ada", Office.MODEL_B), "bob", "dan");
        office.execute("second");

        AliasHistory history =
                AliasHistory.of(
                        office.ledger().reader(),
                        office.verified(),
                        office.desk().book(),
                        "production");

        assertThat(history.isComplete()).isTrue();
        assertThat(history.at(Office.START.minusSeconds(1))).isEmpty();
        assertThat(meaning(history, "2026-03-03T00:00:00Z")).contains(Office.MODEL_A.digest());
        assertThat(meaning(history, "2026-03-05T00:00:00Z")).contains(Office.MODEL_B.digest());
    }

    @Test
    void anEventWhoseEnvelopeIsGoneIsAGapInTheHistory() throws IOException {
        office.approve(office.propose("first", "ada", Office.MODEL_A), "bob", "cyd");
        office.execute("first");
        Digest envelope = office.desk().book().history("production").getFirst().envelope();
        office.ledger().reader().store().payloads().erase(envelope);

        AliasHistory history =
                AliasHistory.of(
                        office.ledger().reader(),
                        office.verified(),
                        office.desk().book(),
                        "production");

        assertThat(history.isComplete()).isFalse();
    }

    private static Optional<Digest> meaning(AliasHistory history, String time) {
        return history.at(Instant.parse(time)).map(line -> line.event().to());
    }
}
