package dev.bulwark.kernel.table;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Rows under a schema. Every column has the same number of rows and values of its type. */
public final class Table {
    private final Schema schema;
    private final Map<String, ColumnValues> columns;
    private final int rows;

    /**
     * @param schema what the columns are
     * @param columns one entry for each column of the schema, and no other
     * @throws IllegalArgumentException if they disagree
     */
    public Table(Schema schema, Map<String, ? extends ColumnValues> columns) {
        this.schema = schema;
        Map<String, ColumnValues> ordered = new LinkedHashMap<>();
        int count = -1;
        for (Column column : schema.columns()) {
            ColumnValues values = columns.get(column.name());
            if (values == null) {
                throw new IllegalArgumentException("column '" + column.name() + "' has no values");
            }
            if (count >= 0 && values.rows() != count) {
                throw new IllegalArgumentException(
                        "column '%s' has %d rows, those before it have %d"
                                .formatted(column.name(), values.rows(), count));
            }
            count = values.rows();
            requireFit(column, values);
            ordered.put(column.name(), values);
        }
        if (columns.size() != ordered.size()) {
            throw new IllegalArgumentException("there are values for columns the schema lacks");
        }
        this.columns = Collections.unmodifiableMap(ordered);
        this.rows = count;
    }

    private static void requireFit(Column column, ColumnValues values) {
        boolean fits =
                switch (column.type()) {
                    case ColumnType.Numeric _ -> values instanceof ColumnValues.Numbers;
                    case ColumnType.Categorical(var categories) ->
                            values instanceof ColumnValues.Categories codes
                                    && codesBelow(codes, categories.size());
                    case ColumnType.Image image ->
                            values instanceof ColumnValues.Images images
                                    && images.valuesPerRow() == image.size();
                };
        if (!fits) {
            throw new IllegalArgumentException(
                    "the values of column '" + column.name() + "' do not fit its type");
        }
    }

    private static boolean codesBelow(ColumnValues.Categories codes, int bound) {
        for (int row = 0; row < codes.rows(); row++) {
            if (codes.at(row) < 0 || codes.at(row) >= bound) {
                return false;
            }
        }
        return true;
    }

    /** What the columns are. */
    public Schema schema() {
        return schema;
    }

    /** Number of rows. */
    public int rows() {
        return rows;
    }

    /**
     * The values of a column.
     *
     * @throws IllegalArgumentException if there is no such column
     */
    public ColumnValues column(String name) {
        ColumnValues values = columns.get(name);
        if (values == null) {
            throw new IllegalArgumentException("the table has no column '" + name + "'");
        }
        return values;
    }

    /** The numbers of a numeric column. */
    public ColumnValues.Numbers numbers(String name) {
        return (ColumnValues.Numbers) column(name);
    }

    /** The codes of a categorical column. */
    public ColumnValues.Categories categories(String name) {
        return (ColumnValues.Categories) column(name);
    }

    /** The pictures of an image column. */
    public ColumnValues.Images images(String name) {
        return (ColumnValues.Images) column(name);
    }

    /** The label of each row, as codes into {@link Schema#classes()}. */
    public int[] labels() {
        return categories(schema.label().name()).toArray();
    }

    /** A table of these rows, in this order. */
    public Table select(Rows chosen) {
        Map<String, ColumnValues> selected = new LinkedHashMap<>();
        columns.forEach((name, values) -> selected.put(name, values.select(chosen)));
        return new Table(schema, selected);
    }
}
