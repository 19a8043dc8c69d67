package dev.bulwark.dataset;

import dev.bulwark.dataset.DatasetDeclaration.Derivation;
import dev.bulwark.dataset.DatasetDeclaration.MissingValues;
import dev.bulwark.dataset.read.DatasetException;
import dev.bulwark.dataset.read.RawTable;
import dev.bulwark.dataset.read.RawTable.RawColumn;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.ColumnValues;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.kernel.table.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Makes a typed table of rows of text, as a declaration asks. Columns keep the order of the file,
 * derived ones follow. Cost: two passes over the cells.
 */
final class TableTyping {
    /** A message that names columns stays readable. */
    private static final int MOST_NAMED = 50;

    private final RawTable raw;
    private final DatasetDeclaration choice;
    private final Map<String, Derivation> derivations;

    /**
     * A typed table.
     *
     * @param table its rows are the rows of the file, less those dropped, in order
     * @param kept for each row of the table, its number among the rows of the files
     * @param unused columns of the files that are not in the table
     */
    record Typed(Table table, List<Integer> kept, List<String> unused) {
        Typed {
            kept = List.copyOf(kept);
            unused = List.copyOf(unused);
        }
    }

    private TableTyping(RawTable raw, DatasetDeclaration declaration) {
        this.raw = raw;
        this.choice = declaration;
        this.derivations = new TreeMap<>(declaration.derived());
    }

    /**
     * Types {@code raw}.
     *
     * @throws DatasetException if the declaration names a column that is not there, a value is
     *     missing and may not be, or a column cannot be typed
     */
    static Typed type(RawTable raw, DatasetDeclaration declaration) {
        return new TableTyping(raw, declaration).type();
    }

    private Typed type() {
        requireKnownColumns();
        List<RawColumn> used = raw.columns().stream().filter(c -> isRead(c.name())).toList();
        int[] rows = rows(used);
        if (rows.length == 0) {
            throw new DatasetException(
                    "DATA_EMPTY", "no rows are left to use", "give the file rows");
        }
        ColumnTyping typing = new ColumnTyping(raw, rows);
        List<Column> columns = new ArrayList<>();
        Map<String, ColumnValues> values = new LinkedHashMap<>();
        Map<String, TypedColumn> sources = new HashMap<>();
        for (RawColumn column : used) {
            boolean isLabel = column.name().equals(choice.label());
            TypedColumn typed =
                    typing.type(column, isLabel || choice.categorical().contains(column.name()));
            sources.put(column.name(), typed);
            if (isKept(column.name())) {
                columns.add(column(column.name(), typed.type(), role(column.name()), ""));
                values.put(column.name(), typed.values());
            }
        }
        derive(sources, columns, values);
        return new Typed(
                new Table(schema(columns), values),
                IntStream.of(rows).boxed().toList(),
                raw.columns().stream().map(RawColumn::name).filter(n -> !isKept(n)).toList());
    }

    private void derive(
            Map<String, TypedColumn> sources,
            List<Column> columns,
            Map<String, ColumnValues> values) {
        derivations.forEach((name, derivation) -> {
            TypedColumn source = sources.get(derivation.from());
            if (source == null) {
                throw new IllegalStateException("sources were checked before");
            }
            boolean shows = !choice.personal().contains(derivation.from());
            TypedColumn derived = Derivations.derive(name, derivation, source, shows);
            columns.add(
                    column(
                            name,
                            derived.type(),
                            Column.Role.AUDIT,
                            "derived from " + derivation.from()));
            values.put(name, derived.values());
        });
    }

    private Schema schema(List<Column> columns) {
        if (columns.stream().noneMatch(c -> c.role() == Column.Role.FEATURE)) {
            throw new DatasetException(
                    "DATA_NO_FEATURES", "every column is excluded", "leave the model some columns");
        }
        try {
            return new Schema(columns, choice.favourable());
        } catch (IllegalArgumentException e) {
            throw new DatasetException(
                    "DATA_DECLARATION_WRONG",
                    "the columns make no schema: " + e.getMessage(),
                    "correct label and favourable under 'data' in bulwark.yaml",
                    e);
        }
    }

    private Column column(String name, ColumnType type, Column.Role role, String description) {
        boolean isProtected = choice.protectedColumns().contains(name);
        if (isProtected && !(type instanceof ColumnType.Categorical)) {
            throw new DatasetException(
                    "DATA_PROTECTED_NUMERIC",
                    "column '" + name + "' is protected and numeric, but fairness needs groups",
                    "derive groups from it with 'bins' and 'names', and protect those");
        }
        return new Column(
                name,
                type,
                role,
                isProtected,
                choice.personal().contains(name),
                choice.immutable().contains(name),
                description);
    }

    private Column.Role role(String name) {
        if (name.equals(choice.label())) {
            return Column.Role.LABEL;
        }
        return choice.excluded().contains(name) ? Column.Role.AUDIT : Column.Role.FEATURE;
    }

    private boolean isKept(String name) {
        return !choice.excluded().contains(name) || choice.protectedColumns().contains(name);
    }

    private boolean isRead(String name) {
        return isKept(name) || derivations.values().stream().anyMatch(d -> d.from().equals(name));
    }

    private int[] rows(List<RawColumn> used) {
        List<Integer> kept = new ArrayList<>();
        for (int row = 0; row < raw.rows(); row++) {
            boolean whole = true;
            for (RawColumn column : used) {
                if (column.isMissing(row)) {
                    whole = false;
                    if (choice.missing() == MissingValues.REFUSE) {
                        throw missingValue(column, row);
                    }
                }
            }
            if (whole) {
                kept.add(row);
            }
        }
        return kept.stream().mapToInt(Integer::intValue).toArray();
    }

    private DatasetException missingValue(RawColumn column, int row) {
        long count = IntStream.range(0, raw.rows()).filter(column::isMissing).count();
        return new DatasetException(
                "DATA_VALUE_MISSING",
                "%s: column '%s' has no value (%d rows of %d have none)"
                        .formatted(raw.location(row), column.name(), count, raw.rows()),
                "complete the data or exclude the column; a declaration may also drop such rows");
    }

    /** Names everything that is declared and not there, at once. */
    private void requireKnownColumns() {
        Set<String> known = new TreeSet<>();
        raw.columns().forEach(column -> known.add(column.name()));
        List<String> wrong = new ArrayList<>();
        Set<String> withDerived = new TreeSet<>(known);
        derivations.forEach((name, derivation) -> {
            requireKnown(Set.of(derivation.from()), known, "derive.from", wrong);
            if (!withDerived.add(name)) {
                wrong.add("'" + name + "' (derived, and a column already)");
            }
        });
        requireKnown(Set.of(choice.label()), known, "label", wrong);
        requireKnown(choice.protectedColumns(), withDerived, "protected", wrong);
        requireKnown(choice.personal(), withDerived, "personal", wrong);
        requireKnown(choice.immutable(), withDerived, "immutable", wrong);
        requireKnown(choice.excluded(), known, "exclude", wrong);
        requireKnown(choice.categorical(), known, "categorical", wrong);
        if (!wrong.isEmpty()) {
            throw new DatasetException(
                    "DATA_COLUMN_MISSING",
                    "the declaration names columns that do not fit: " + String.join(", ", wrong),
                    "the columns of the file are " + known.stream().limit(MOST_NAMED).toList());
        }
    }

    private static void requireKnown(
            Set<String> names, Set<String> known, String where, List<String> wrong) {
        for (String name : new TreeSet<>(names)) {
            if (!known.contains(name)) {
                wrong.add("'" + name + "' (" + where + ")");
            }
        }
    }
}
