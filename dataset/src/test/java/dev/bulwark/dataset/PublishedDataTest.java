package dev.bulwark.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bulwark.dataset.DatasetDeclaration.Files.TableFile;
import dev.bulwark.dataset.DatasetDeclaration.MissingValues;
import dev.bulwark.dataset.manifest.DatasetManifest;
import dev.bulwark.dataset.read.CsvFormat;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.table.Column;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Published data sets that are too large to ship; skipped where they are not beside the tree. */
class PublishedDataTest {
    private static final List<String> ADULT_COLUMNS =
            List.of(
                    "age",
                    "workclass",
                    "fnlwgt",
                    "education",
                    "education-num",
                    "marital-status",
                    "occupation",
                    "relationship",
                    "race",
                    "sex",
                    "capital-gain",
                    "capital-loss",
                    "hours-per-week",
                    "native-country",
                    "income");

    private static Path published(String folder) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path candidate = at.resolve("shared/data").resolve(folder);
            if (Files.isDirectory(candidate)) {
                return candidate;
            }
        }
        assumeTrue(false, "skipped: shared/data/" + folder + " is not beside the source tree");
        throw new IllegalStateException();
    }

    private static DatasetDeclaration table(
            String path, String label, Set<String> excluded, CsvFormat format) {
        return new DatasetDeclaration(
                        "published",
                        "",
                        "",
                        "",
                        "",
                        new TableFile(path),
                        Optional.empty(),
                        label,
                        "",
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        excluded,
                        Map.of())
                .reading(format, MissingValues.DROP_ROWS, Set.of());
    }

    /** adult.names: 32,561 rows, 30,162 without unknown values, of these 24.89 % earn more. */
    @Test
    void adultWithoutAHeaderHasTheCountsOfItsDocumentation() throws IOException {
        Path folder = published("");
        LoadedDataset adult =
                DatasetLoader.load(
                        folder,
                        table(
                                "adult/adult.data",
                                "income",
                                Set.of("fnlwgt"),
                                new CsvFormat(',', ADULT_COLUMNS, true, Set.of("?"))),
                        Map.of());
        assertThat(adult.table().rows()).isEqualTo(30_162);
        assertThat(adult.rowsDropped()).isEqualTo(32_561 - 30_162);
        assertThat(adult.table().schema().classes()).containsExactly("<=50K", ">50K");
        double share = Arrays.stream(adult.table().labels()).average().orElseThrow();
        assertThat(Math.round(share * 10_000)).isEqualTo(2_489);
    }

    /** The sha256 and sizes that the Croissant project published with its Titanic sample. */
    @Test
    void titanicHasTheDigestsItsOwnCroissantStates() throws IOException {
        Path folder = published("datagov/croissant/titanic");
        Json.Obj sample = Json.parseObject(Files.readAllBytes(folder.resolve("metadata.json")));
        LoadedDataset titanic =
                DatasetLoader.load(
                        folder,
                        table(
                                "data/titanic.csv",
                                "survived",
                                Set.of("name", "ticket", "cabin", "boat", "body", "home.dest"),
                                CsvFormat.RFC_4180),
                        Map.of());
        assertThat(titanic.listing().files()).hasSize(3);
        Json.Obj ours =
                DatasetManifest.describe(titanic, Instant.EPOCH)
                        .predicate()
                        .object("result")
                        .object("croissant");
        for (Json.Obj file : sample.objects("distribution")) {
            assertThat(ours.objects("distribution"))
                    .filteredOn(f -> f.string("contentUrl").equals(file.string("contentUrl")))
                    .singleElement()
                    .satisfies(
                            f -> assertThat(f.string("sha256")).isEqualTo(file.string("sha256")));
        }
        assertThat(sample.object("@context").members())
                .containsAllEntriesOf(ours.object("@context").members());
        // 1,309 passengers, as the edition on OpenML (40945) states.
        assertThat(titanic.table().rows() + titanic.rowsDropped()).isEqualTo(1_309);
    }

    /** The fields of the sample that describes the same data, names and types. */
    @Test
    void creditHasTheFieldsOfThePublishedCroissant() throws IOException {
        Path folder = published("datagov/croissant/credit-g");
        Json.Obj sample = Json.parseObject(Files.readAllBytes(folder.resolve("metadata.json")));
        LoadedDataset credit =
                DatasetLoader.load(
                        Path.of("../examples/credit").toAbsolutePath().normalize(),
                        table("data/credit-g.arff", "class", Set.of(), CsvFormat.RFC_4180),
                        Map.of());
        assertThat(credit.table().schema().columns())
                .extracting(Column::name)
                .containsExactlyElementsOf(
                        sample.objects("recordSet").getLast().objects("field").stream()
                                .map(field -> field.string("name"))
                                .toList());
        Json.Obj ours =
                DatasetManifest.describe(credit, Instant.EPOCH)
                        .predicate()
                        .object("result")
                        .object("croissant");
        assertThat(shapes(ours)).isEqualTo(shapes(sample));
    }

    /** Of each record set: its name, the type of its fields, and what they refer to. */
    private static List<String> shapes(Json.Obj croissant) {
        return croissant.objects("recordSet").stream()
                .filter(set -> set.get("dataType").isPresent())
                .map(set ->
                        set.string("@id")
                                + set.string("dataType")
                                + set.objects("field").getFirst().string("@id")
                                + set.objects("field").getFirst().string("dataType")
                                + set.objects("data").size())
                .sorted()
                .toList();
    }
}
