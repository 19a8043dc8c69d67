package dev.bulwark.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.dataset.DatasetDeclaration.Derivation;
import dev.bulwark.dataset.DatasetDeclaration.Files.TableFile;
import dev.bulwark.dataset.DatasetDeclaration.MissingValues;
import dev.bulwark.dataset.read.CsvFormat;
import dev.bulwark.dataset.read.DatasetException;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypingTest {
    private static final String ROWS = "age,city,y\n30,A,no\n41.5,B,yes\n";

    @TempDir Path root;

    private LoadedDataset load(String csv, DatasetDeclaration declaration) throws IOException {
        Files.createDirectories(root.resolve("data"));
        Files.writeString(root.resolve("data/t.csv"), csv);
        return DatasetLoader.load(root, declaration, Map.of());
    }

    private static DatasetDeclaration declared(
            Set<String> isProtected, Set<String> excluded, Map<String, Derivation> derived) {
        return new DatasetDeclaration(
                "t",
                "",
                "",
                "",
                "",
                new TableFile("data/t.csv"),
                Optional.empty(),
                "y",
                "",
                isProtected,
                Set.of(),
                Set.of(),
                excluded,
                derived);
    }

    private static DatasetDeclaration plain() {
        return declared(Set.of(), Set.of(), Map.of());
    }

    private static DatasetDeclaration reading(MissingValues missing, String... categorical) {
        return plain().reading(CsvFormat.RFC_4180, missing, Set.of(categorical));
    }

    private static ColumnType type(LoadedDataset dataset, String column) {
        return dataset.table().schema().column(column).orElseThrow().type();
    }

    @Test
    void numbersGetTheirRangeAndNamesTheirCategoriesInOrder() throws IOException {
        LoadedDataset dataset = load(ROWS, plain());
        assertThat(type(dataset, "age")).isEqualTo(new ColumnType.Numeric(30, 41.5, false));
        assertThat(type(dataset, "city")).isEqualTo(new ColumnType.Categorical(List.of("A", "B")));
        assertThat(dataset.table().labels()).containsExactly(0, 1);
    }

    /** 0.1 is 0.100000001490116 in single precision: neither may fall outside the range. */
    @Test
    void theRangeHoldsWhatTheFileSaysAndWhatTheModelGets() throws IOException {
        LoadedDataset dataset = load("a,y\n0.1,n\n0.3,m\n", plain());
        ColumnType.Numeric range = (ColumnType.Numeric) type(dataset, "a");
        assertThat(range.min()).isEqualTo(0.1);
        assertThat(range.max()).isEqualTo((double) 0.3f);
    }

    @Test
    void aStrayWordAmongNumbersIsRefusedByLine() {
        assertThatThrownBy(() -> load("age,y\n30,no\nN/A,yes\n", plain()))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("'data/t.csv' line 3")
                .hasMessageNotContaining("N/A");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"NaN", "Infinity", "0x1p3", "1f", "1e39", "1_000", "\u0663", "1e", ".", "+"})
    void whatJavaOrAScriptTakesForANumberIsNone(String text) {
        assertThatThrownBy(() -> load("a,y\n1,no\n" + text + ",yes\n", plain()))
                .isInstanceOf(DatasetException.class);
    }

    @ParameterizedTest
    @CsvSource({"-1,-1", "+2.50,2.5", ".5,0.5", "5.,5", "1e-3,0.001", "1E+2,100"})
    void decimalNumbersAreRead(String text, double value) {
        assertThat(Decimals.parse(text)).hasValue(value);
    }

    @Test
    void numbersThatAreNamesKeepTheOrderOfNumbers() throws IOException {
        LoadedDataset dataset = load("zip,y\n10,n\n9,m\n", reading(MissingValues.REFUSE, "zip"));
        assertThat(type(dataset, "zip")).isEqualTo(new ColumnType.Categorical(List.of("9", "10")));
    }

    @Test
    void aMissingValueIsRefusedByLineAndColumn() {
        assertThatThrownBy(() -> load("age,y\n30,no\n?,yes\n", plain()))
                .hasMessageContaining("line 3: column 'age' has no value (1 rows of 2 have none)")
                .hasMessageContaining("drop such rows");
    }

    @Test
    void rowsWithMissingValuesAreDroppedAndCountedWhereDeclared() throws IOException {
        LoadedDataset dataset =
                load("age,y\n30,no\n?,yes\n31,yes\n", reading(MissingValues.DROP_ROWS));
        assertThat(dataset.table().rows()).isEqualTo(2);
        assertThat(dataset.rowsDropped()).isEqualTo(1);
        assertThat(dataset.table().numbers("age").toArray()).containsExactly(30, 31);
    }

    @Test
    void anExcludedColumnMayHaveHolesAndAnythingElse() throws IOException {
        LoadedDataset dataset =
                load("id,age,y\n?,30,no\nx1,31,yes\n", declared(Set.of(), Set.of("id"), Map.of()));
        assertThat(dataset.unused()).containsExactly("id");
        assertThat(dataset.table().schema().column("id")).isEmpty();
    }

    @Test
    void anExcludedProtectedColumnIsKeptForAuditsAlone() throws IOException {
        LoadedDataset dataset = load(ROWS, declared(Set.of("city"), Set.of("city"), Map.of()));
        assertThat(dataset.table().schema().column("city").orElseThrow().role())
                .isEqualTo(Column.Role.AUDIT);
    }

    @Test
    void aProtectedColumnOfNumbersIsRefusedBecauseFairnessNeedsGroups() {
        assertThatThrownBy(() -> load(ROWS, declared(Set.of("age"), Set.of(), Map.of())))
                .hasMessageContaining("'bins' and 'names'");
    }

    @Test
    void everyColumnThatIsNotThereIsNamedAtOnce() {
        assertThatThrownBy(() -> load(ROWS, declared(Set.of("sex"), Set.of("id"), Map.of())))
                .hasMessageContaining("'sex' (protected)")
                .hasMessageContaining("'id' (exclude)")
                .hasMessageContaining("[age, city, y]");
    }

    @Test
    void binsIncludeTheirUpperBound() throws IOException {
        Derivation bins = new Derivation.Binned("age", List.of(30.0), List.of("young", "older"));
        LoadedDataset dataset = load(ROWS, declared(Set.of(), Set.of(), Map.of("group", bins)));
        assertThat(dataset.table().categories("group").toArray()).containsExactly(0, 1);
        assertThat(dataset.table().schema().features())
                .extracting(Column::name)
                .containsExactly("age", "city");
    }

    @Test
    void aDerivationFromTheWrongKindOfColumnIsRefused() {
        Derivation bins = new Derivation.Binned("city", List.of(1.0), List.of("a", "b"));
        Derivation map = new Derivation.Mapped("age", Map.of("30", "a"));
        Derivation typo = new Derivation.Mapped("city", Map.of("A", "a", "B", "b", "Z", "z"));
        for (Derivation wrong : List.of(bins, map, typo)) {
            assertThatThrownBy(() -> load(ROWS, declared(Set.of(), Set.of(), Map.of("d", wrong))))
                    .as("%s", wrong)
                    .isInstanceOf(DatasetException.class);
        }
    }

    @Test
    void aColumnOfIdentifiersIsNoFeature() {
        StringBuilder csv = new StringBuilder("id,y\n");
        for (int row = 0; row <= ColumnTyping.MOST_CATEGORIES; row++) {
            csv.append("id-").append(row).append(",n\n");
        }
        assertThatThrownBy(() -> load(csv.toString(), plain())).hasMessageContaining("'exclude'");
    }

    @Test
    void aTestFileWithOtherColumnsIsRefused() throws IOException {
        Files.createDirectories(root.resolve("data"));
        Files.writeString(root.resolve("data/test.csv"), "city,age,y\nA,30,no\n");
        DatasetDeclaration both =
                new DatasetDeclaration(
                        "t",
                        "",
                        "",
                        "",
                        "",
                        new TableFile("data/t.csv"),
                        Optional.of(new TableFile("data/test.csv")),
                        "y",
                        "",
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        Map.of());
        assertThatThrownBy(() -> load(ROWS, both)).hasMessageContaining("data/test.csv");
        Files.writeString(root.resolve("data/test.csv"), "age,city,y\n50,A,no\n");
        LoadedDataset dataset = load(ROWS, both);
        assertThat(dataset.testRows()).isEqualTo(1);
        assertThat(dataset.table().numbers("age").at(2)).isEqualTo(50);
    }
}
