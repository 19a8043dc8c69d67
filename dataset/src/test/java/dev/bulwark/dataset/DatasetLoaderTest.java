package dev.bulwark.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.dataset.DatasetDeclaration.Derivation;
import dev.bulwark.dataset.DatasetDeclaration.Files.Pictures;
import dev.bulwark.dataset.DatasetDeclaration.Files.TableFile;
import dev.bulwark.dataset.manifest.DatasetManifest;
import dev.bulwark.dataset.manifest.ManifestVerification;
import dev.bulwark.dataset.manifest.ManifestVerifier;
import dev.bulwark.dataset.prepare.Preparations;
import dev.bulwark.dataset.prepare.Splitter;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Finding;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Verification;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.SigningKeys;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.FeaturePreparation;
import dev.bulwark.kernel.table.Preparation;
import dev.bulwark.kernel.table.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetLoaderTest {
    private static final Path EXAMPLES = Path.of("../examples");
    private static final SigningKeys KEYS = SigningKeys.generate();
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

    @TempDir Path root;

    @BeforeEach
    void copyExamples() throws IOException {
        Files.createDirectory(root.resolve("data"));
        Files.createDirectory(root.resolve("credit"));
        for (String file :
                List.of(
                        "credit/data/credit-g.arff",
                        "digits/data/train-images-idx3-ubyte.gz",
                        "digits/data/train-labels-idx1-ubyte.gz",
                        "digits/data/test-images-idx3-ubyte.gz",
                        "digits/data/test-labels-idx1-ubyte.gz")) {
            Path source = EXAMPLES.resolve(file);
            String folder = file.startsWith("credit/") ? "credit" : "data";
            Files.copy(source, root.resolve(folder).resolve(source.getFileName()));
        }
    }

    private static DatasetDeclaration credit(Map<String, Derivation> derived) {
        return new DatasetDeclaration(
                "german-credit",
                "",
                "CC-BY-4.0",
                "https://doi.org/10.24432/C5NC77",
                "",
                new TableFile("credit/credit-g.arff"),
                Optional.empty(),
                "class",
                "good",
                derived.keySet(),
                Set.of(),
                Set.of("age"),
                Set.of("personal_status"),
                derived);
    }

    private static Map<String, Derivation> audits() {
        return Map.of(
                "sex",
                new Derivation.Mapped(
                        "personal_status",
                        Map.of(
                                "male single", "male",
                                "male mar/wid", "male",
                                "male div/sep", "male",
                                "female div/dep/mar", "female")),
                "age_group",
                new Derivation.Binned("age", List.of(25.0), List.of("25 or younger", "over 25")));
    }

    private static DatasetDeclaration digits() {
        return new DatasetDeclaration(
                "digits",
                "",
                "CC-BY-SA-3.0",
                "",
                "",
                new Pictures("data/train-images-idx3-ubyte.gz", "data/train-labels-idx1-ubyte.gz"),
                Optional.of(
                        new Pictures(
                                "data/test-images-idx3-ubyte.gz",
                                "data/test-labels-idx1-ubyte.gz")),
                "digit",
                "",
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Map.of());
    }

    private static Evidence signed(LoadedDataset dataset) {
        Verification verification =
                KEYS.trusted().verify(KEYS.sign(DatasetManifest.describe(dataset, NOW)));
        return switch (verification) {
            case Verification.Valid(Evidence evidence) -> evidence;
            case Verification.Invalid invalid -> throw new AssertionError(invalid);
        };
    }

    /** UCI: 1,000 rows, 20 attributes, 700 good; 690 male, 190 of 25 years or younger. */
    @Test
    void germanCreditIsWhatItsDocumentationSays() throws IOException {
        LoadedDataset dataset = DatasetLoader.load(root, credit(audits()), Map.of());
        assertThat(dataset.table().rows()).isEqualTo(1_000);
        assertThat(Arrays.stream(dataset.table().labels()).filter(l -> l == 0)).hasSize(700);
        assertThat(dataset.table().schema().features()).hasSize(19);
        assertThat(dataset.table().schema().protectedColumns())
                .extracting(Column::name)
                .containsExactly("age_group", "sex");
        assertThat(Arrays.stream(dataset.table().categories("sex").toArray()).sum()).isEqualTo(690);
        assertThat(Arrays.stream(dataset.table().categories("age_group").toArray()).sum())
                .isEqualTo(810);
        assertThat(dataset.table().schema().column("age").orElseThrow().type())
                .isEqualTo(new ColumnType.Numeric(19, 75, true));
    }

    /** Counts of the first 10,000 and 2,000 labels, counted from the original IDX files. */
    @Test
    void digitsKeepTheSourcesTestPartApart() throws IOException {
        LoadedDataset dataset = DatasetLoader.load(root, digits(), Map.of());
        assertThat(dataset.table().rows()).isEqualTo(12_000);
        assertThat(dataset.testRows()).isEqualTo(2_000);
        long[] counts = new long[10];
        int[] labels = dataset.table().labels();
        for (int row = 0; row < 10_000; row++) {
            counts[labels[row]]++;
        }
        assertThat(counts).containsExactly(1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978);
        assertThat(Arrays.copyOf(labels, 5)).containsExactly(5, 0, 4, 1, 9);
        Split split = Splitter.split(dataset, 0.1, 0.5, 7);
        assertThat(split.test().size()).isEqualTo(2_000);
        assertThat(split.test().at(0)).isEqualTo(10_000);
        assertThat(split.train().size() + split.validation().size()).isEqualTo(10_000);
    }

    @Test
    void splitsKeepTheSharesOfClassesAndRepeatByTheirSeed() throws IOException {
        LoadedDataset dataset = DatasetLoader.load(root, credit(audits()), Map.of());
        Split split = Splitter.split(dataset, 0.15, 0.2, 7);
        assertThat(split).isEqualTo(Splitter.split(dataset, 0.15, 0.2, 7));
        assertThat(split).isNotEqualTo(Splitter.split(dataset, 0.15, 0.2, 8));
        assertThat(split.test().size()).isEqualTo(200);
        assertThat(split.validation().size()).isEqualTo(150);
        int[] labels = dataset.table().select(split.test()).labels();
        assertThat(Arrays.stream(labels).filter(l -> l == 0)).hasSize(140);
    }

    @Test
    void preparationLooksAtTrainingRowsAlone() throws IOException {
        LoadedDataset dataset = DatasetLoader.load(root, credit(audits()), Map.of());
        Split split = Splitter.split(dataset, 0.15, 0.2, 7);
        Preparation preparation = Preparations.fit(dataset.table(), split.train());
        assertThat(preparation.features()).hasSize(19);
        FeaturePreparation.Standardise age =
                (FeaturePreparation.Standardise)
                        preparation.features().stream()
                                .filter(f -> f.column().equals("age"))
                                .findFirst()
                                .orElseThrow();
        double mean =
                Arrays.stream(split.train().toArray())
                        .mapToDouble(row -> dataset.table().numbers("age").at(row))
                        .average()
                        .orElseThrow();
        assertThat(age.mean()).isCloseTo(mean, org.assertj.core.api.Assertions.within(1e-9));
    }

    @Test
    void aCategoryWithoutCounterpartIsNamed() {
        Map<String, Derivation> partial =
                Map.of("sex", new Derivation.Mapped("personal_status", Map.of("male single", "m")));
        assertThatThrownBy(() -> DatasetLoader.load(root, credit(partial), Map.of()))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("data.derive.sex.map");
    }

    @Test
    void theManifestIsACroissantDocumentAndListsEveryFile() throws IOException {
        LoadedDataset dataset = DatasetLoader.load(root, digits(), Map.of());
        Evidence manifest = signed(dataset);
        Json.Obj croissant = manifest.statement().predicate().object("result").object("croissant");
        assertThat(croissant.string("conformsTo")).isEqualTo("http://mlcommons.org/croissant/1.0");
        assertThat(croissant.objects("distribution")).hasSize(4);
        assertThat(manifest.statement().subjects()).hasSize(6);
        assertThat(manifest.statement().isAbout(dataset.artifact().digest())).isTrue();
        assertThat(DatasetLoader.load(root, digits(), DatasetManifest.listed(manifest)))
                .extracting(LoadedDataset::artifact)
                .isEqualTo(dataset.artifact());
    }

    @Test
    void aFlippedByteAnExtraFileAndAMissingOneAreNamed() throws IOException {
        Path folder = root.resolve("data");
        Evidence manifest = signed(DatasetLoader.load(root, digits(), Map.of()));
        assertThat(ManifestVerifier.verify(root, manifest))
                .isEqualTo(new ManifestVerification.Intact(4));

        byte[] labels = Files.readAllBytes(folder.resolve("test-labels-idx1-ubyte.gz"));
        labels[100] ^= 1;
        Files.write(folder.resolve("test-labels-idx1-ubyte.gz"), labels);
        Files.delete(folder.resolve("train-labels-idx1-ubyte.gz"));
        Files.writeString(folder.resolve("more.csv"), "a\n1\n");
        Files.writeString(folder.resolve("SOURCES.md"), "about the data");
        assertThat(ManifestVerifier.verify(root, manifest))
                .isInstanceOfSatisfying(
                        ManifestVerification.Broken.class,
                        broken ->
                                assertThat(broken.findings())
                                        .extracting(Finding::location)
                                        .containsExactlyInAnyOrder(
                                                "data/test-labels-idx1-ubyte.gz",
                                                "data/train-labels-idx1-ubyte.gz",
                                                "data/more.csv",
                                                "data/SOURCES.md"));
    }

    @Test
    void changedDataIsRefusedInTheReadThatWouldTrain() throws IOException {
        Evidence manifest = signed(DatasetLoader.load(root, credit(audits()), Map.of()));
        Path file = root.resolve("credit/credit-g.arff");
        Files.writeString(file, Files.readString(file).replace(",804,", ",805,"));
        assertThatThrownBy(() ->
                        DatasetLoader.load(
                                root, credit(audits()), DatasetManifest.listed(manifest)))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("credit/credit-g.arff")
                .hasMessageContaining("manifest says");
    }

    @Test
    void nothingOutsideTheProjectIsRead() throws IOException {
        Path outside = Files.createTempFile("outside", ".csv");
        Files.createSymbolicLink(root.resolve("data/link.csv"), outside);
        Files.createSymbolicLink(root.resolve("away"), outside.getParent());
        for (String path :
                List.of("../x.csv", "data/link.csv", "away/" + outside.getFileName(), "data")) {
            assertThatThrownBy(() -> DataFile.read(root, path))
                    .as(path)
                    .isInstanceOf(BulwarkException.class);
        }
        Files.delete(root.resolve("away"));
        Files.delete(outside);
    }
}
