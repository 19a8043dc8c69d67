package dev.bulwark.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.SharedVectors;
import dev.bulwark.ledger.TestKeys;
import dev.bulwark.ledger.merkle.SlowTree;
import dev.bulwark.ledger.merkle.TreeHash;
import dev.bulwark.ledger.note.Checkpoint;
import dev.bulwark.ledger.note.NoteSigner;
import dev.bulwark.ledger.note.SignedCheckpoint;
import dev.bulwark.ledger.note.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs of other implementations, rebuilt from their entries. */
class TileVectorsTest {
    private static final String TESSERA =
            "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

    @TempDir private Path folder;

    private LogWriter open() {
        return LogWriter.open(
                folder,
                NoteSigner.ofLog(TestKeys.ORIGIN, TestKeys.ed25519()),
                List.of(),
                CheckpointWitnesses.NONE,
                LogSettings.DEFAULT);
    }

    @Test
    void rebuildsTesserasLogByteForByteAtEverySize() throws Exception {
        Path tessera = SharedVectors.folder("tessera/testdata/log");
        byte[] bundle = SharedVectors.bytes(tessera.resolve("tile/entries/000.p/8"));
        List<byte[]> entries = EntryBundle.decode(bundle, 8).orElseThrow();
        try (LogWriter writer = open()) {
            for (int size = 0; size <= 8; size++) {
                Checkpoint theirs =
                        LogReader.readCheckpoint(
                                        tessera.resolve("checkpoint." + size),
                                        VerifierKey.parse(TESSERA))
                                .checkpoint();
                SignedCheckpoint ours = writer.reader().checkpoint();
                assertThat(ours.size()).isEqualTo(theirs.size());
                assertThat(ours.root()).isEqualTo(theirs.root());
                if (size < 8) {
                    writer.append(entries.subList(size, size + 1));
                }
            }
        }
        assertThat(filesUnder(folder.resolve("tile")))
                .isEqualTo(filesUnder(tessera.resolve("tile")))
                .hasSize(16);
        for (String file : filesUnder(folder.resolve("tile"))) {
            assertThat(folder.resolve("tile").resolve(file))
                    .hasSameBinaryContentAs(tessera.resolve("tile").resolve(file));
        }
    }

    @Test
    void readsTesserasFolderAndProvesEveryEntryAndEverySize() throws Exception {
        Path tessera = SharedVectors.folder("tessera/testdata/log");
        VerifierKey key = VerifierKey.parse(TESSERA);
        Files.copy(tessera.resolve("checkpoint.8"), folder.resolve("checkpoint"));
        Files.createSymbolicLink(folder.resolve("tile"), tessera.resolve("tile"));
        LogReader reader = LogReader.open(folder, key);
        assertThat(new String(reader.entryBytes(2).toArray(), StandardCharsets.UTF_8))
                .isEqualTo("three");
        for (int size = 1; size <= 8; size++) {
            SignedCheckpoint earlier =
                    LogReader.readCheckpoint(tessera.resolve("checkpoint." + size), key);
            assertThat(reader.consistencyProof(earlier)).hasSizeLessThanOrEqualTo(4);
            assertThat(reader.proof(size - 1).verify(key, reader.entryBytes(size - 1).toArray()))
                    .isInstanceOf(ProofVerification.Included.class);
        }
    }

    @Test
    void writesTheTilesOfAnotherImplementationAtSeventyThousand() throws Exception {
        Json.Obj own = SharedVectors.json(SharedVectors.folder("own/tlog/merkle-own.json"));
        List<byte[]> entries = new ArrayList<>();
        for (long i = 0; i < 70_000; i++) {
            entries.add(SlowTree.entry(i));
        }
        TreeHash root;
        try (LogWriter writer = open()) {
            writer.append(entries.subList(0, 65_000));
            writer.append(entries.subList(65_000, 70_000));
            root = writer.reader().checkpoint().root();
            writer.reader().inclusionProof(123);
        }
        assertThat(root.toBase64()).isEqualTo(own.object("roots").string("70000"));
        Json.Obj tiles = own.object("tiles_sha256_at_70000");
        assertThat(tiles.members()).hasSize(276);
        for (String path : tiles.members().keySet()) {
            Digest digest = Digest.of(Files.readAllBytes(folder.resolve(path)));
            assertThat(digest.hex()).as(path).isEqualTo(tiles.string(path));
        }
    }

    private static List<String> filesUnder(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
