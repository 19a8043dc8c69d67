package dev.bulwark.ledger.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.Practice;
import dev.bulwark.ledger.EvidenceFixture;
import dev.bulwark.ledger.Ledger;
import dev.bulwark.ledger.TestKeys;
import dev.bulwark.ledger.log.LogReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteIndexTest extends EvidenceIndexContract {
    @TempDir private Path folder;

    @Override
    IndexPlace newPlace() {
        return IndexPlace.file(folder.resolve("index/evidence.sqlite"));
    }

    private LogReader recorded() {
        try (Ledger ledger = EvidenceFixture.open(root)) {
            ledger.recordAll(EvidenceFixture.envelopes(5));
        }
        return EvidenceFixture.reader(root).log();
    }

    private List<?> found(LogReader log) {
        return found(place, log);
    }

    private static List<?> found(IndexPlace place, LogReader log) {
        try (EvidenceIndex index = EvidenceIndex.open(place, _ -> Optional.empty())) {
            return index.find(log, EvidenceQuery.ALL.ofType(Practice.SIGNING.predicateType()));
        }
    }

    @Test
    void isMadeAgainFromAFileThatIsDamagedAnywhere() throws IOException {
        LogReader log = recorded();
        assertThat(found(log)).hasSize(5);
        Path file = folder.resolve("index/evidence.sqlite");
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at += 1_531) {
            byte[] damaged = whole.clone();
            for (int i = at; i < Math.min(at + 64, damaged.length); i++) {
                damaged[i] ^= 0x55;
            }
            Files.write(file, damaged);
            try (EvidenceIndex index = EvidenceIndex.open(place, _ -> Optional.empty())) {
                assertThat(index.findAll(log, EvidenceQuery.ALL)).as("at " + at).hasSize(5);
            }
        }
        for (int length : new int[] {0, 1, 100, 4_096, whole.length / 2}) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertThat(found(log)).as("cut to " + length).hasSize(5);
        }
        Files.writeString(file, "this is no database, but it is long enough to look like one");
        assertThat(found(log)).hasSize(5);
    }

    @Test
    void worksInMemoryWhereNothingMayBeWritten() {
        LogReader log = recorded();
        try (EvidenceIndex index = EvidenceIndex.open(IndexPlace.memory(), _ -> Optional.empty())) {
            assertThat(index.find(log, EvidenceQuery.ALL)).hasSize(5);
        }
    }

    @Test
    void leavesAFileAloneThatSomebodyNamedAndThatIsNoIndex() throws IOException {
        LogReader log = recorded();
        Path file = folder.resolve("notes.txt");
        String notes = "these are notes, and nobody asked to have them removed".repeat(30);
        Files.writeString(file, notes);
        assertThatThrownBy(() -> found(IndexPlace.at("jdbc:sqlite:" + file), log))
                .isInstanceOf(IndexException.class);
        assertThat(file).hasContent(notes);
    }

    @Test
    void leavesTheIndexOfAnotherLedgerAloneIfItWasNamed() throws SQLException {
        LogReader log = recorded();
        IndexPlace named = IndexPlace.at(place.url());
        assertThat(found(named, log)).hasSize(5);
        tamper("UPDATE position SET origin = 'another.example/log'");
        assertThatThrownBy(() -> found(named, log))
                .isInstanceOfSatisfying(
                        IndexException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo("EVIDENCE_INDEX_FOREIGN");
                            assertThat(e.what()).contains("another.example/log", TestKeys.ORIGIN);
                        });
        assertThat(found(place, log)).as("its own is made again").hasSize(5);
    }
}
