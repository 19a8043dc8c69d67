package dev.bulwark.dataset.read;

import dev.bulwark.kernel.table.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rows as text, before types are known; remembers where each row stood. */
public final class RawTable {

    /**
     * A column as text.
     *
     * @param name as the file gives it
     * @param declared what the file says of its type
     * @param categories the categories the file declares, in its order; else empty
     * @param values one for each row; {@link #MISSING} where the file has none
     */
    public record RawColumn(
            String name, Declared declared, List<String> categories, List<String> values) {
        /** Stands for a value the file does not have. */
        public static final String MISSING = "";

        public RawColumn {
            categories = List.copyOf(categories);
            values = List.copyOf(values);
        }

        /** Whether the row has no value. */
        public boolean isMissing(int row) {
            return values.get(row).equals(MISSING);
        }
    }

    /** What a file says of a column's type. */
    public enum Declared {
        NOTHING,
        NUMERIC,
        INTEGER,
        REAL,
        NOMINAL,
        TEXT
    }

    /** Rows of one file: where each stands in it. */
    private record Part(String file, int firstRow, Rows lines) {}

    private final List<RawColumn> columns;
    private final List<Part> parts;
    private final int rows;

    private RawTable(List<RawColumn> columns, List<Part> parts, int rows) {
        this.columns = List.copyOf(columns);
        this.parts = List.copyOf(parts);
        this.rows = rows;
    }

    /**
     * A table of one file.
     *
     * @param lines the line at which each row begins, from 1
     * @throws IllegalArgumentException if a column has another number of rows
     */
    static RawTable of(String file, List<RawColumn> columns, int[] lines) {
        for (RawColumn column : columns) {
            if (column.values().size() != lines.length) {
                throw new IllegalArgumentException(
                        "column '" + column.name() + "' has another number of rows");
            }
        }
        return new RawTable(columns, List.of(new Part(file, 0, Rows.of(lines))), lines.length);
    }

    /** The columns, in the order of the file. */
    public List<RawColumn> columns() {
        return columns;
    }

    /** Number of rows. */
    public int rows() {
        return rows;
    }

    /** The column of this name, if there is one. */
    public Optional<RawColumn> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    /** Where a row stands, for messages. */
    public String location(int row) {
        Part part = parts.getFirst();
        for (Part candidate : parts) {
            if (candidate.firstRow <= row) {
                part = candidate;
            }
        }
        return "'%s' line %d".formatted(part.file, part.lines.at(row - part.firstRow));
    }

    /**
     * The rows of this table, then those of {@code other}.
     *
     * @throws DatasetException if the columns differ in name, order or declared type
     */
    public RawTable append(RawTable other) {
        String mine = parts.getFirst().file;
        String theirs = other.parts.getFirst().file;
        if (columns.size() != other.columns.size()) {
            throw new DatasetException(
                    "DATA_COLUMNS_DIFFER",
                    "'%s' has %d columns, '%s' has %d"
                            .formatted(mine, columns.size(), theirs, other.columns.size()),
                    "give both files the same columns");
        }
        List<RawColumn> joined = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            joined.add(join(columns.get(i), other.columns.get(i), mine, theirs));
        }
        List<Part> all = new ArrayList<>(parts);
        other.parts.forEach(p -> all.add(new Part(p.file, rows + p.firstRow, p.lines)));
        return new RawTable(joined, all, Math.addExact(rows, other.rows));
    }

    private static RawColumn join(RawColumn a, RawColumn b, String mine, String theirs) {
        if (!a.name().equals(b.name())
                || a.declared() != b.declared()
                || !a.categories().equals(b.categories())) {
            throw new DatasetException(
                    "DATA_COLUMNS_DIFFER",
                    "column '%s' of '%s' is declared otherwise than '%s' of '%s'"
                            .formatted(a.name(), mine, b.name(), theirs),
                    "give both files the same columns, in the same order, with the same types");
        }
        List<String> values = new ArrayList<>(a.values());
        values.addAll(b.values());
        return new RawColumn(a.name(), a.declared(), a.categories(), values);
    }
}
