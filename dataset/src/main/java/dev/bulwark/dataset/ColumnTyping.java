package dev.bulwark.dataset;

import dev.bulwark.dataset.read.DatasetException;
import dev.bulwark.dataset.read.RawTable;
import dev.bulwark.dataset.read.RawTable.RawColumn;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.ColumnValues;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Finds the type of one column from what its file declares and what its values are. A file that
 * declares types is believed and checked; without, a column is numeric if all its values are
 * decimal numbers, categorical if none is, and refused if some are: one stray word must not turn a
 * column of amounts into a list of names.
 */
final class ColumnTyping {
    /** A column of more names than this is an identifier or free text, and no feature. */
    static final int MOST_CATEGORIES = 1_000;

    private final RawTable table;
    private final int[] rows;

    /**
     * @param rows the rows that are kept; none of them misses a value the columns need
     */
    ColumnTyping(RawTable table, int[] rows) {
        this.table = table;
        this.rows = rows.clone();
    }

    /** The column typed; {@code asNames} makes numbers names. */
    TypedColumn type(RawColumn column, boolean asNames) {
        return switch (column.declared()) {
            case NOMINAL -> categorical(column, column.categories());
            case NUMERIC, INTEGER, REAL ->
                    asNames ? categorical(column, found(column)) : numeric(column);
            case TEXT -> categorical(column, found(column));
            case NOTHING ->
                    asNames || !isNumeric(column)
                            ? categorical(column, found(column))
                            : numeric(column);
        };
    }

    private boolean isNumeric(RawColumn column) {
        int numbers = 0;
        int firstText = -1;
        for (int row : rows) {
            if (Decimals.parse(column.values().get(row)).isPresent()) {
                numbers++;
            } else if (firstText < 0) {
                firstText = row;
            }
        }
        if (numbers > 0 && firstText >= 0) {
            throw new DatasetException(
                    "DATA_MIXED_COLUMN",
                    "column '%s' holds %d numbers, but %s is none"
                            .formatted(column.name(), numbers, table.location(firstText)),
                    "correct the value or exclude the column; a declaration may also call it"
                            + " categorical, or name the text that means missing");
        }
        return numbers > 0;
    }

    private TypedColumn numeric(RawColumn column) {
        float[] values = new float[rows.length];
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        boolean whole = true;
        for (int i = 0; i < rows.length; i++) {
            OptionalDouble parsed = Decimals.parse(column.values().get(rows[i]));
            if (parsed.isEmpty()) {
                throw new DatasetException(
                        "DATA_NOT_A_NUMBER",
                        "%s: column '%s' holds no number of single precision"
                                .formatted(table.location(rows[i]), column.name()),
                        "correct the value; NaN and infinity are no numbers here");
            }
            double exact = parsed.getAsDouble();
            values[i] = (float) exact;
            // The range holds both what the file says and what the model gets.
            min = Math.min(min, Math.min(exact, values[i]));
            max = Math.max(max, Math.max(exact, values[i]));
            whole &= exact == Math.rint(exact);
        }
        if (!whole && column.declared() == RawTable.Declared.INTEGER) {
            throw new DatasetException(
                    "DATA_NOT_AN_INTEGER",
                    "column '%s' is declared integer and holds fractions".formatted(column.name()),
                    "declare it numeric");
        }
        boolean integer = whole && column.declared() != RawTable.Declared.REAL;
        return new TypedColumn(
                new ColumnType.Numeric(min, max, integer), ColumnValues.Numbers.of(values));
    }

    /** The distinct values: numbers in their order, then names in theirs. */
    private List<String> found(RawColumn column) {
        Set<String> distinct = new LinkedHashSet<>();
        for (int row : rows) {
            distinct.add(column.values().get(row));
            requireFew(column, distinct.size());
        }
        List<String> sorted = new ArrayList<>(distinct);
        sorted.sort(
                Comparator.comparingDouble((String value) ->
                                Decimals.parse(value).orElse(Double.POSITIVE_INFINITY))
                        .thenComparing(Comparator.naturalOrder()));
        return sorted;
    }

    private static void requireFew(RawColumn column, int categories) {
        if (categories > MOST_CATEGORIES) {
            throw new DatasetException(
                    "DATA_TOO_MANY_CATEGORIES",
                    "column '%s' has more than %d different values"
                            .formatted(column.name(), MOST_CATEGORIES),
                    "list it under 'exclude': it is an identifier or free text");
        }
    }

    private TypedColumn categorical(RawColumn column, List<String> categories) {
        requireFew(column, categories.size());
        Map<String, Integer> codeOf = new HashMap<>();
        for (String category : categories) {
            codeOf.put(category, codeOf.size());
        }
        int[] codes = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            Integer code = codeOf.get(column.values().get(rows[i]));
            if (code == null) {
                throw new DatasetException(
                        "DATA_UNKNOWN_CATEGORY",
                        "%s: the value of '%s' is none of its categories"
                                .formatted(table.location(rows[i]), column.name()),
                        "correct the value");
            }
            codes[i] = code;
        }
        return new TypedColumn(
                new ColumnType.Categorical(categories), ColumnValues.Categories.of(codes));
    }
}
