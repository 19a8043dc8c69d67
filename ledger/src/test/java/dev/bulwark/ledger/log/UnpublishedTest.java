package dev.bulwark.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.ledger.TestKeys;
import dev.bulwark.ledger.note.NoteSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The check of a log whose witnesses refuse: 3 entries are published, 5 are signed for. */
@Timeout(30)
class UnpublishedTest {
    private static final CheckpointWitnesses REFUSING =
            (_, _) -> {
                throw new LedgerException("WITNESS_AWAY", "the witness is away", "start it");
            };

    @TempDir private Path folder;

    @BeforeEach
    void refuseTheLastTwo() {
        try (TransparencyLog log = LogFixture.open(folder)) {
            log.append(LogFixture.entries(0, 3));
        }
        NoteSigner signer = NoteSigner.ofLog(TestKeys.ORIGIN, LogFixture.PAIR);
        try (TransparencyLog log = TransparencyLog.open(folder, signer, List.of(), REFUSING)) {
            assertThatThrownBy(() -> log.append(LogFixture.entries(3, 2)))
                    .isInstanceOfSatisfying(
                            LedgerException.class,
                            e -> assertThat(e.code()).isEqualTo(LedgerException.NOT_PUBLISHED));
        }
    }

    private List<LogFinding> findings() {
        return LogFsck.check(folder, LogFixture.KEY).findings();
    }

    @Test
    void isWholeAndSpeaksOfThePublishedEntries() {
        assertThat(LogFsck.check(folder, LogFixture.KEY)).isEqualTo(new LogCheck(3, List.of()));
    }

    @Test
    void namesEveryFileOfWhichAByteIsFlipped() throws IOException {
        for (Path file : LogFixture.files(folder)) {
            for (int at = 0; at < Files.size(file); at += 13) {
                LogFixture.flip(file, at, at % 8);
                assertThat(findings().getFirst().file())
                        .as("%s byte %d", file, at)
                        .isEqualTo(folder.relativize(file).toString());
                LogFixture.flip(file, at, at % 8);
            }
        }
    }

    @Test
    void namesAMissingTileOfThePublishedTree() throws IOException {
        for (String tile : List.of("tile/0/000.p/3", "tile/entries/000.p/3")) {
            byte[] whole = Files.readAllBytes(folder.resolve(tile));
            Files.delete(folder.resolve(tile));
            assertThat(findings()).singleElement().extracting(LogFinding::file).isEqualTo(tile);
            Files.write(folder.resolve(tile), whole);
        }
    }

    @Test
    void namesAPublishedCheckpointThatTheSignedOneDoesNotContinue() throws IOException {
        Path other = folder.resolveSibling(folder.getFileName() + "-other");
        try (TransparencyLog log = LogFixture.open(other)) {
            log.append(LogFixture.entries(70, 3));
        }
        Files.write(folder.resolve("checkpoint"), Files.readAllBytes(other.resolve("checkpoint")));
        assertThat(findings())
                .containsExactly(
                        new LogFinding.WrongCheckpoint(
                                "checkpoint", "it contradicts the one signed last"));
    }

    @Test
    void namesAPartialTileThatHoldsMoreThanItsWidth() throws IOException {
        for (String tile : List.of("tile/0/000.p/5", "tile/0/000.p/3")) {
            byte[] whole = Files.readAllBytes(folder.resolve(tile));
            Files.write(folder.resolve(tile), Arrays.copyOf(whole, 8192));
            assertThat(findings()).isNotEmpty();
            assertThat(findings().getFirst().file()).isEqualTo(tile);
            Files.write(folder.resolve(tile), whole);
        }
    }

    @Test
    void isPublishedAtTheNextStart() {
        LogFixture.open(folder).close();
        assertThat(LogFsck.check(folder, LogFixture.KEY)).isEqualTo(new LogCheck(5, List.of()));
    }

    @Test
    void showsTheWorstHoweverManyTracesOfACrashThereAre() throws IOException {
        Files.createDirectories(folder.resolve("tile/0/x001"));
        for (int i = 0; i < 2 * LogCheck.MOST_FINDINGS; i++) {
            Files.write(folder.resolve(new TilePath(0, 1000 + i, 256).path()), new byte[1]);
        }
        LogCheck traces = LogFsck.check(folder, LogFixture.KEY);
        assertThat(traces.isClean()).isTrue();
        assertThat(traces.findings()).hasSize(LogCheck.MOST_FINDINGS);
        Files.writeString(folder.resolve("zzz"), "hello");
        LogCheck worse = LogFsck.check(folder, LogFixture.KEY);
        assertThat(worse.isClean()).isFalse();
        assertThat(worse.findings().getFirst()).isEqualTo(new LogFinding.ForeignFile("zzz"));
    }
}
