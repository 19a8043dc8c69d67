package dev.bulwark.kernel.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final ColumnType.Image PICTURE = new ColumnType.Image(1, 2, 2);
    private static final Schema SCHEMA =
            new Schema(
                    List.of(
                            Column.of(
                                    "age",
                                    new ColumnType.Numeric(0, 120, true),
                                    Column.Role.FEATURE),
                            Column.of("scan", PICTURE, Column.Role.FEATURE),
                            new Column(
                                    "sex",
                                    new ColumnType.Categorical(List.of("f", "m")),
                                    Column.Role.AUDIT,
                                    true,
                                    true,
                                    true,
                                    ""),
                            Column.of(
                                    "risk",
                                    new ColumnType.Categorical(List.of("good", "bad")),
                                    Column.Role.LABEL)),
                    "good");

    private static Map<String, ColumnValues> values() {
        return Map.of(
                "age", ColumnValues.Numbers.of(30, 40, 50),
                "scan", ColumnValues.Images.of(new byte[12], PICTURE),
                "sex", ColumnValues.Categories.of(0, 1, 0),
                "risk", ColumnValues.Categories.of(0, 1, 1));
    }

    @Test
    void aSchemaReadsBackFromItsJson() {
        Json.Obj json = Json.parseObject(SCHEMA.toJson().canonical());
        assertThat(Schema.fromJson(json)).isEqualTo(SCHEMA);
        assertThat(Schema.fromJson(json).digest()).isEqualTo(SCHEMA.digest());
    }

    @Test
    void aSchemaThatContradictsItselfIsRefused() {
        Json.Obj json = SCHEMA.toJson();
        assertThatThrownBy(() -> Schema.fromJson(json.with("favourable", "fair")))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("fair");
        assertThatThrownBy(() -> new Schema(List.of(), ""))
                .isInstanceOf(IllegalArgumentException.class);
        Column age = SCHEMA.columns().getFirst();
        assertThatThrownBy(() -> new Schema(List.of(age, age), ""))
                .hasMessageContaining("comes twice");
    }

    @Test
    void featuresAreWhatTheModelSeesAndNothingElse() {
        assertThat(SCHEMA.features()).extracting(Column::name).containsExactly("age", "scan");
        assertThat(SCHEMA.protectedColumns()).extracting(Column::name).containsExactly("sex");
        assertThat(SCHEMA.classes()).containsExactly("good", "bad");
    }

    @Test
    void selectingRowsKeepsColumnsTogether() {
        Table table = new Table(SCHEMA, values()).select(Rows.of(2, 0, 2));
        assertThat(table.rows()).isEqualTo(3);
        assertThat(table.numbers("age").toArray()).containsExactly(50, 30, 50);
        assertThat(table.labels()).containsExactly(1, 0, 1);
    }

    @Test
    void valuesThatDisagreeWithTheSchemaAreRefused() {
        for (Map.Entry<String, ColumnValues> wrong :
                List.of(
                        Map.entry("sex", (ColumnValues) ColumnValues.Categories.of(0, 1, 2)),
                        Map.entry("sex", (ColumnValues) ColumnValues.Numbers.of(0, 1, 0)),
                        Map.entry("risk", (ColumnValues) ColumnValues.Categories.of(0, 1)))) {
            Map<String, ColumnValues> values = new java.util.HashMap<>(values());
            values.put(wrong.getKey(), wrong.getValue());
            assertThatThrownBy(() -> new Table(SCHEMA, values))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(wrong.getKey());
        }
    }

    @Test
    void numbersMustBeFinite() {
        assertThatThrownBy(() -> ColumnValues.Numbers.of(1, Float.NaN))
                .hasMessageContaining("row 1");
    }

    @Test
    void aRowInTwoPartsOfASplitIsRefused() {
        assertThatThrownBy(() -> new Split(Rows.of(0, 1), Rows.of(1), Rows.of(2)))
                .hasMessageContaining("row 1");
    }
}
