package dev.bulwark.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.ledger.TestKeys;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.wal.WalSeal;
import dev.bulwark.ledger.wal.WriteAheadLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a start makes of a log of 3 entries and the write-ahead log beside it: files alone. */
@Timeout(30)
class RecoveryTest {
    private static final int SETTLED = 3;
    private static final WalSeal SEAL =
            LogWriter.seal(NoteSigner.ofLog(TestKeys.ORIGIN, LogFixture.PAIR));

    @TempDir private Path folder;
    private Path wal;

    @BeforeEach
    void threeEntries() {
        wal = folder.resolve("writer/wal");
        try (TransparencyLog log = LogFixture.open(folder)) {
            log.append(LogFixture.entries(0, SETTLED));
        }
    }

    private static List<byte[]> bytes(long from, int count) {
        return LogFixture.entries(from, count).stream().map(LogEntry::toBytes).toList();
    }

    /** One segment of two batches. */
    private Path segment(WalSeal seal, long first, List<byte[]> batch, List<byte[]> next)
            throws IOException {
        try (WriteAheadLog log = new WriteAheadLog(wal, seal, first)) {
            log.append(first, batch);
            log.append(first + batch.size(), next);
        }
        return LogFixture.files(wal).getFirst();
    }

    private void cut(Path file) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    }

    private long sizeAfterStart() {
        try (TransparencyLog log = LogFixture.open(folder)) {
            return log.checkpoint().size();
        }
    }

    private void assertRefused() {
        assertThatThrownBy(() -> LogFixture.open(folder).close())
                .isInstanceOfSatisfying(
                        LedgerException.class,
                        e -> assertThat(e.code()).isEqualTo("LEDGER_WAL_DAMAGED"));
    }

    private List<LogFinding> findings() {
        return LogFsck.check(folder, LogFixture.KEY).findings();
    }

    @Test
    void takesWhatWasPromisedIntoTheTreeAndGoesOnBehindIt() throws IOException {
        segment(SEAL, 0, bytes(0, SETTLED), bytes(SETTLED, 2));
        assertThat(findings()).isEmpty();
        try (TransparencyLog log = LogFixture.open(folder)) {
            assertThat(log.checkpoint().size()).isEqualTo(5);
            assertThat(LogFixture.files(wal)).isEmpty();
            assertThat(log.append(LogFixture.entries(5, 1))).containsExactly(5L);
        }
        LogReader reader = LogReader.open(folder, LogFixture.KEY);
        for (long index = 0; index < 6; index++) {
            assertThat(reader.entry(index)).isEqualTo(LogFixture.entry(index));
        }
    }

    @Test
    void takesOnlyWholeBatchesBehindTheTree() throws IOException {
        Path segment = segment(SEAL, SETTLED, bytes(SETTLED, 2), bytes(5, 2));
        cut(segment);
        assertThat(findings()).singleElement().isInstanceOf(LogFinding.Leftover.class);
        assertThat(sizeAfterStart()).isEqualTo(5);
    }

    @Test
    void refusesAPromiseThatContradictsTheTree() throws IOException {
        segment(SEAL, 0, bytes(70, SETTLED), bytes(SETTLED, 1));
        assertRefused();
        assertThat(findings()).singleElement().isInstanceOf(LogFinding.WrongWal.class);
    }

    @Test
    void refusesAGapBetweenTheTreeAndWhatWasPromised() throws IOException {
        segment(SEAL, SETTLED + 1, bytes(4, 1), bytes(5, 1));
        assertRefused();
    }

    @Test
    void refusesIfWhatIsTornIsSignedForAlready() throws IOException {
        Path segment = segment(SEAL, 0, bytes(0, 2), bytes(2, 1));
        cut(segment);
        assertRefused();
        assertThat(findings())
                .singleElement()
                .isInstanceOfSatisfying(
                        LogFinding.WrongWal.class,
                        wrong -> assertThat(wrong.message()).contains("entry 2"));
    }

    @Test
    void takesWhatIsTornRightBehindTheTreeForTheTraceOfACrash() throws IOException {
        Path segment = segment(SEAL, 0, bytes(0, SETTLED), bytes(SETTLED, 1));
        cut(segment);
        assertThat(LogFsck.check(folder, LogFixture.KEY).isClean()).isTrue();
        assertThat(sizeAfterStart()).isEqualTo(SETTLED);
    }

    @Test
    void refusesWhatAStrangerPromised() throws IOException {
        segment(new WalSeal(new byte[] {1}), SETTLED, bytes(SETTLED, 1), bytes(4, 1));
        assertRefused();
    }

    @Test
    void namesTheWriteAheadLogWhoseBytesWereChanged() throws IOException {
        Path segment = segment(SEAL, 0, bytes(0, SETTLED), bytes(SETTLED, 1));
        LogFixture.flip(segment, 100, 3);
        assertRefused();
        assertThat(findings())
                .singleElement()
                .isInstanceOfSatisfying(
                        LogFinding.WrongWal.class,
                        wrong -> assertThat(folder.resolve(wrong.file())).isEqualTo(segment));
    }

    @Test
    void refusesALinkInPlaceOfTheWriteAheadLog() throws IOException {
        segment(SEAL, SETTLED, bytes(SETTLED, 1), bytes(4, 1));
        Files.move(wal, folder.resolve("elsewhere"));
        Files.createSymbolicLink(wal, folder.resolve("elsewhere"));
        assertThatThrownBy(() -> LogFixture.open(folder).close())
                .isInstanceOfSatisfying(
                        LedgerException.class,
                        e -> assertThat(e.code()).isEqualTo("LEDGER_UNREADABLE"));
        assertThat(findings()).anyMatch(LogFinding.WrongWal.class::isInstance);
    }
}
