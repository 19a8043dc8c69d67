package dev.bulwark.dataset.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.dataset.DatasetDeclaration;
import dev.bulwark.dataset.DatasetDeclaration.Files.TableFile;
import dev.bulwark.dataset.DatasetLoader;
import dev.bulwark.dataset.LoadedDataset;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Finding;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.evidence.Verification;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.SigningKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {
    private static final SigningKeys KEYS = SigningKeys.generate();
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final String ROWS = "a,y\n1,no\n2,yes\n3,no\n";

    @TempDir Path root;

    @BeforeEach
    void writeData() throws IOException {
        Files.createDirectories(root.resolve("data/more"));
        Files.writeString(root.resolve("data/t.csv"), ROWS);
        Files.writeString(root.resolve("data/more/LICENSE.txt"), "free");
    }

    private static DatasetDeclaration declared(String path) {
        return new DatasetDeclaration(
                "t",
                "",
                "CC0-1.0",
                "",
                "",
                new TableFile(path),
                Optional.empty(),
                "y",
                "",
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Map.of());
    }

    private LoadedDataset load(Map<String, Digest> expected) throws IOException {
        return DatasetLoader.load(root, declared("data/t.csv"), expected);
    }

    private static Evidence signed(Statement statement) {
        return switch (KEYS.trusted().verify(KEYS.sign(statement))) {
            case Verification.Valid(Evidence evidence) -> evidence;
            case Verification.Invalid invalid -> throw new AssertionError(invalid);
        };
    }

    private Evidence manifest() throws IOException {
        return signed(DatasetManifest.describe(load(Map.of()), NOW));
    }

    private static List<String> broken(ManifestVerification verification) {
        return switch (verification) {
            case ManifestVerification.Intact _ -> List.of();
            case ManifestVerification.Broken(List<Finding> findings) ->
                    findings.stream().map(f -> f.rule() + " " + f.location()).toList();
        };
    }

    @Test
    void factsForGatesAreScalarsOfTheResult() throws IOException {
        Evidence manifest = manifest();
        assertThat(manifest.outcome()).contains(Outcome.PASSED);
        assertThat(manifest.facts())
                .containsEntry("files", Json.of(2))
                .containsEntry("rows", Json.of(3))
                .containsEntry("rows_dropped", Json.of(0))
                .containsEntry("columns", Json.of(2))
                .containsEntry("verified", Json.of(true))
                .containsEntry("complete", Json.of(true))
                .containsEntry("licensed", Json.of(true))
                .containsEntry("source_declared", Json.of(false));
        Json.Obj result = manifest.statement().predicate().object("result");
        assertThat(result.object("class_counts").integer("no")).isEqualTo(2);
    }

    @Test
    void theSameDataMakesTheSameStatement() throws IOException {
        assertThat(DatasetManifest.describe(load(Map.of()), NOW).toBytes())
                .isEqualTo(DatasetManifest.describe(load(Map.of()), NOW).toBytes());
    }

    @Test
    void filesBesideTheDataAreListedToo() throws IOException {
        assertThat(DatasetManifest.listed(manifest()).keySet())
                .containsExactly("data/more/LICENSE.txt", "data/t.csv");
    }

    @Test
    void everyFlippedBitIsFound() throws IOException {
        Evidence manifest = manifest();
        Path file = root.resolve("data/t.csv");
        byte[] content = Files.readAllBytes(file);
        for (int bit = 0; bit < content.length * 8; bit++) {
            byte[] flipped = content.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, flipped);
            assertThat(broken(ManifestVerifier.verify(root, manifest)))
                    .containsExactly("data-file-changed data/t.csv");
        }
    }

    @Test
    void anAddedARemovedAndARenamedFileAndALinkAreFound() throws IOException {
        Evidence manifest = manifest();
        Files.move(root.resolve("data/t.csv"), root.resolve("data/.t.csv"));
        Files.delete(root.resolve("data/more/LICENSE.txt"));
        Files.writeString(root.resolve("data/more/x"), "");
        Files.createSymbolicLink(root.resolve("data/t.csv"), root.resolve("data/.t.csv"));
        assertThat(broken(ManifestVerifier.verify(root, manifest)))
                .containsExactly(
                        "data-file-missing data/more/LICENSE.txt",
                        "data-file-missing data/t.csv",
                        "data-file-extra data/.t.csv",
                        "data-file-extra data/more/x",
                        "data-file-odd data/t.csv");
    }

    @Test
    void aFolderReplacedByALinkIsFound() throws IOException {
        Evidence manifest = manifest();
        Files.move(root.resolve("data"), root.resolve("elsewhere"));
        Files.createSymbolicLink(root.resolve("data"), root.resolve("elsewhere"));
        assertThat(broken(ManifestVerifier.verify(root, manifest)))
                .contains("data-file-missing data/t.csv", "data-file-odd data");
    }

    @Test
    void anAddedFileIsRefusedInTheReadThatWouldTrain() throws IOException {
        Map<String, Digest> listed = DatasetManifest.listed(manifest());
        assertThat(load(listed).table().rows()).isEqualTo(3);
        Files.writeString(root.resolve("data/poison.csv"), ROWS);
        assertThatThrownBy(() -> load(listed))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("'data/poison.csv' is not in the manifest");
    }

    /** The digests are compared first: hostile bytes never reach a parser. */
    @Test
    void changedBytesAreRefusedBeforeTheyAreParsed() throws IOException {
        Map<String, Digest> listed = DatasetManifest.listed(manifest());
        Files.writeString(root.resolve("data/t.csv"), "\"no csv at all");
        assertThatThrownBy(() -> load(listed)).hasMessageContaining("the manifest says");
    }

    @Test
    void aLinkBesideTheDataMakesNoManifest() throws IOException {
        Files.createSymbolicLink(root.resolve("data/link"), root);
        assertThatThrownBy(() -> load(Map.of())).hasMessageContaining("'data/link'");
    }

    @Test
    void dataInTheProjectsFolderItselfIsNotComplete() throws IOException {
        Files.writeString(root.resolve("t.csv"), ROWS);
        LoadedDataset dataset = DatasetLoader.load(root, declared("t.csv"), Map.of());
        Evidence manifest = signed(DatasetManifest.describe(dataset, NOW));
        assertThat(manifest.facts()).containsEntry("complete", Json.of(false));
        assertThat(broken(ManifestVerifier.verify(root, manifest))).isEmpty();
        Files.writeString(root.resolve("t.csv"), ROWS + "4,no\n");
        assertThat(broken(ManifestVerifier.verify(root, manifest)))
                .containsExactly("data-file-changed t.csv");
    }

    @Test
    void aManifestThatContradictsItselfIsRefused() throws IOException {
        Statement honest = DatasetManifest.describe(load(Map.of()), NOW);
        Json.Obj result = honest.predicate().object("result");
        Json.Obj other =
                Json.obj("path", "data/x", "size", 1, "sha256", Digest.of(new byte[1]).hex());
        List<Json.Obj> contradictions =
                List.of(
                        result.with("listed", List.of(other, other)),
                        result.with("listed", List.of()),
                        result.with("listed", List.of(other.with("path", "../x"))),
                        result.with("listed", List.of(other.with("sha256", "00"))),
                        result.with("schema", Json.obj()),
                        result.with("croissant", Json.obj()));
        for (Json.Obj contradiction : contradictions) {
            Statement statement =
                    new Statement(
                            honest.subjects(),
                            honest.predicateType(),
                            honest.predicate().with("result", contradiction));
            assertThatThrownBy(() -> ManifestVerifier.verify(root, signed(statement)))
                    .isInstanceOf(BulwarkException.class);
        }
    }

    @Test
    void evidenceOfAnotherPracticeIsNoManifest() throws IOException {
        Statement other =
                new Statement(
                        List.of(new Subject("x", Digest.of(new byte[0]))),
                        "https://bulwark.dev/evidence/signing/v1",
                        Json.obj());
        Evidence evidence = signed(other);
        assertThatThrownBy(() -> DatasetManifest.listed(evidence))
                .hasMessageContaining("no manifest");
    }
}
