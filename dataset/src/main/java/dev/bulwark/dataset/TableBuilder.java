package dev.bulwark.dataset;

import dev.bulwark.dataset.read.RawTable;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.ColumnValues;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.kernel.table.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Types the columns of a raw table and adds the derived ones. */
final class TableBuilder {
    /** A column with more names than this is a key, not a category. */
    private static final int MOST_CATEGORIES = 10_000;

    private final DatasetDeclaration declaration;
    private final String file;
    private final List<Column> columns = new ArrayList<>();
    private final Map<String, ColumnValues> values = new LinkedHashMap<>();

    TableBuilder(DatasetDeclaration declaration, String file) {
        this.declaration = declaration;
        this.file = file;
    }

    Table build(RawTable raw) {
        requireKnown(raw);
        if (raw.rows() == 0) {
            throw new DatasetException("DATA_EMPTY", "'" + file + "' has no rows", "add some");
        }
        for (RawTable.RawColumn column : raw.columns()) {
            add(column);
        }
        new TreeMap<>(declaration.derived())
                .forEach((name, derivation) -> derive(name, derivation, raw));
        return new Table(schema(), values);
    }

    private Schema schema() {
        try {
            return new Schema(columns, declaration.favourable());
        } catch (IllegalArgumentException e) {
            throw new DatasetException(
                    "DATA_DECLARATION_WRONG",
                    "'" + file + "' and its declaration do not fit: " + e.getMessage(),
                    "correct label and favourable under 'data' in bulwark.yaml",
                    e);
        }
    }

    private void requireKnown(RawTable raw) {
        Set<String> known = new HashSet<>();
        raw.columns().forEach(column -> known.add(column.name()));
        Set<String> sources = new TreeSet<>(declaration.excluded());
        sources.add(declaration.label());
        declaration.derived().values().forEach(derivation -> sources.add(derivation.from()));
        Set<String> marked = new TreeSet<>(declaration.protectedColumns());
        marked.addAll(declaration.personal());
        marked.addAll(declaration.immutable());
        marked.removeAll(declaration.derived().keySet());
        sources.addAll(marked);
        sources.removeAll(known);
        if (!sources.isEmpty()) {
            throw new DatasetException(
                    "DATA_COLUMN_MISSING",
                    "'%s' has no column %s; it has %s".formatted(file, sources, known),
                    "correct the names under 'data' in bulwark.yaml");
        }
        for (String name : declaration.derived().keySet()) {
            if (known.contains(name)) {
                throw new DatasetException(
                        "DATA_COLUMN_TWICE",
                        "'" + file + "' has a column '" + name + "' already",
                        "give the derived column another name");
            }
        }
    }

    private void add(RawTable.RawColumn raw) {
        String name = raw.name();
        boolean label = name.equals(declaration.label());
        boolean excluded = declaration.excluded().contains(name);
        boolean isProtected = declaration.protectedColumns().contains(name);
        if (excluded && !isProtected) {
            return;
        }
        requireComplete(raw);
        Column.Role role =
                label ? Column.Role.LABEL : excluded ? Column.Role.AUDIT : Column.Role.FEATURE;
        boolean numeric =
                switch (raw.declared()) {
                    case NUMERIC -> true;
                    case NOMINAL, TEXT -> false;
                    case NOTHING ->
                            !label && raw.values().stream().allMatch(TableBuilder::isNumber);
                };
        if (numeric) {
            put(name, role, numbers(raw));
        } else {
            put(name, role, categories(raw));
        }
    }

    /** A type and the values under it. */
    private record Typed(ColumnType type, ColumnValues values) {}

    private void put(String name, Column.Role role, Typed typed) {
        columns.add(
                new Column(
                        name,
                        typed.type(),
                        role,
                        declaration.protectedColumns().contains(name),
                        declaration.personal().contains(name),
                        declaration.immutable().contains(name),
                        ""));
        values.put(name, typed.values());
    }

    private void requireComplete(RawTable.RawColumn raw) {
        int missing = raw.values().indexOf(RawTable.RawColumn.MISSING);
        if (missing >= 0) {
            throw new DatasetException(
                    "DATA_VALUE_MISSING",
                    "row %d of '%s' has no value in column '%s'"
                            .formatted(missing + 1, file, raw.name()),
                    "fill in or remove such rows before training, or exclude the column");
        }
    }

    private static boolean isNumber(String text) {
        try {
            return Float.isFinite(Float.parseFloat(text.strip()));
        } catch (NumberFormatException e) {
            // Text that is no number makes the column a categorical one.
            return false;
        }
    }

    private Typed numbers(RawTable.RawColumn raw) {
        float[] numbers = new float[raw.values().size()];
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        boolean integer = true;
        for (int row = 0; row < numbers.length; row++) {
            String text = raw.values().get(row).strip();
            if (!isNumber(text)) {
                throw new DatasetException(
                        "DATA_NOT_A_NUMBER",
                        "row %d of '%s' holds no finite number in column '%s'"
                                .formatted(row + 1, file, raw.name()),
                        "correct the value");
            }
            numbers[row] = Float.parseFloat(text);
            min = Math.min(min, numbers[row]);
            max = Math.max(max, numbers[row]);
            integer &= numbers[row] == Math.rint(numbers[row]);
        }
        return new Typed(
                new ColumnType.Numeric(min, max, integer), ColumnValues.Numbers.of(numbers));
    }

    private Typed categories(RawTable.RawColumn raw) {
        List<String> categories =
                raw.categories().orElseGet(() -> List.copyOf(new TreeSet<>(raw.values())));
        if (categories.size() > MOST_CATEGORIES) {
            throw new DatasetException(
                    "DATA_TOO_MANY_CATEGORIES",
                    "column '%s' of '%s' has %d different texts, the limit is %d"
                            .formatted(raw.name(), file, categories.size(), MOST_CATEGORIES),
                    "exclude the column; a key tells a model nothing it should learn");
        }
        return coded(categories, raw.values());
    }

    private static Typed coded(List<String> categories, List<String> texts) {
        Map<String, Integer> codes = new LinkedHashMap<>();
        categories.forEach(category -> codes.put(category, codes.size()));
        int[] coded = texts.stream().mapToInt(text -> codes.getOrDefault(text, -1)).toArray();
        return new Typed(new ColumnType.Categorical(categories), ColumnValues.Categories.of(coded));
    }

    private void derive(String name, DatasetDeclaration.Derivation derivation, RawTable raw) {
        RawTable.RawColumn source =
                raw.columns().stream()
                        .filter(column -> column.name().equals(derivation.from()))
                        .findFirst()
                        .orElseThrow();
        requireComplete(source);
        Typed typed =
                switch (derivation) {
                    case DatasetDeclaration.Derivation.Mapped(var from, var categories) ->
                            coded(
                                    List.copyOf(new TreeSet<>(categories.values())),
                                    mapped(name, from, categories, source));
                    case DatasetDeclaration.Derivation.Binned(var _, var bounds, var names) ->
                            coded(names, binned(bounds, names, source));
                };
        put(name, Column.Role.AUDIT, typed);
    }

    private List<String> mapped(
            String name, String from, Map<String, String> categories, RawTable.RawColumn source) {
        List<String> mapped = new ArrayList<>();
        for (String value : source.values()) {
            String category = categories.get(value);
            if (category == null) {
                String shown =
                        declaration.personal().contains(from) ? "a category" : "'" + value + "'";
                throw new DatasetException(
                        "DATA_CATEGORY_UNMAPPED",
                        "%s of column '%s' has no counterpart in '%s'".formatted(shown, from, name),
                        "add it under data.derive." + name + ".map in bulwark.yaml");
            }
            mapped.add(category);
        }
        return mapped;
    }

    private List<String> binned(
            List<Double> bounds, List<String> names, RawTable.RawColumn source) {
        ColumnValues.Numbers numbers = (ColumnValues.Numbers) numbers(source).values();
        List<String> binned = new ArrayList<>();
        for (int row = 0; row < numbers.rows(); row++) {
            int bin = 0;
            while (bin < bounds.size() && numbers.at(row) > bounds.get(bin)) {
                bin++;
            }
            binned.add(names.get(bin));
        }
        return binned;
    }
}
