package dev.bulwark.dataset.read;

import java.util.List;
import java.util.Optional;

/**
 * Rows as text, before types are known.
 *
 * @param columns all with the same number of values
 */
public record RawTable(List<RawColumn> columns) {

    /**
     * A column as text.
     *
     * @param name as the file gives it
     * @param declared what the file says of its type
     * @param categories the categories the file declares, if it does
     * @param values one for each row; {@link #MISSING} where the file has none
     */
    public record RawColumn(
            String name,
            Declared declared,
            Optional<List<String>> categories,
            List<String> values) {
        /** Stands for a value the file does not have. */
        public static final String MISSING = "";

        public RawColumn {
            values = List.copyOf(values);
        }
    }

    /** What a file says of a column's type. */
    public enum Declared {
        NOTHING,
        NUMERIC,
        NOMINAL,
        TEXT
    }

    public RawTable {
        columns = List.copyOf(columns);
        for (RawColumn column : columns) {
            if (column.values().size() != columns.getFirst().values().size()) {
                throw new IllegalArgumentException(
                        "column '" + column.name() + "' has another number of rows");
            }
        }
    }

    /** Number of rows. */
    public int rows() {
        return columns.isEmpty() ? 0 : columns.getFirst().values().size();
    }
}
