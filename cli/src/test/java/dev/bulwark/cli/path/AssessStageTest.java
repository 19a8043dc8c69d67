package dev.bulwark.cli.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.ColumnValues;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.kernel.table.Table;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AssessStageTest {
    private static Column group(String name) {
        return new Column(
                name,
                new ColumnType.Categorical(List.of("a", "b")),
                Column.Role.AUDIT,
                true,
                false,
                false,
                "");
    }

    private static final Table ROWS =
            new Table(
                    new Schema(List.of(group("sex"), group("age")), ""),
                    Map.of(
                            "sex", ColumnValues.Categories.of(0, 1),
                            "age", ColumnValues.Categories.of(1, 0)));

    private static List<String> compared(List<String> by) {
        return AssessStage.comparedBy(ROWS, by).schema().protectedColumns().stream()
                .map(Column::name)
                .toList();
    }

    @Test
    void groupsAreComparedByTheNamedColumnsOrByAllIfNoneIsNamed() {
        assertThat(compared(List.of("age"))).containsExactly("age");
        assertThat(compared(List.of())).containsExactly("sex", "age");
    }

    @Test
    void theRowsStayTheSame() {
        Table narrowed = AssessStage.comparedBy(ROWS, List.of("age"));
        assertThat(narrowed.column("sex")).isEqualTo(ROWS.column("sex"));
    }
}
