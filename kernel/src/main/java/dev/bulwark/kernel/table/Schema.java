package dev.bulwark.kernel.table;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the columns of a table are.
 *
 * @param columns at least one; names are unique; at most one label, and it is categorical
 * @param favourable the category of the label that is the good outcome for the person described, or
 *     empty if none is
 */
public record Schema(List<Column> columns, String favourable) {
    private static final int MOST_COLUMNS = 100_000;

    public Schema {
        columns = List.copyOf(columns);
        if (columns.isEmpty() || columns.size() > MOST_COLUMNS) {
            throw new IllegalArgumentException(
                    "a schema has 1 to " + MOST_COLUMNS + " columns, but got " + columns.size());
        }
        Set<String> names = new HashSet<>();
        List<String> outcomes = new ArrayList<>();
        int labels = 0;
        for (Column column : columns) {
            if (!names.add(column.name())) {
                throw new IllegalArgumentException("column '" + column.name() + "' comes twice");
            }
            if (column.role() == Column.Role.LABEL) {
                labels++;
                if (!(column.type() instanceof ColumnType.Categorical(List<String> categories))) {
                    throw new IllegalArgumentException(
                            "the label '" + column.name() + "' must be categorical");
                }
                outcomes.addAll(categories);
            }
        }
        if (labels > 1) {
            throw new IllegalArgumentException("a schema has at most one label, but got " + labels);
        }
        if (!favourable.isEmpty() && !outcomes.contains(favourable)) {
            throw new IllegalArgumentException(
                    "favourable '"
                            + favourable
                            + "' is none of the label's categories "
                            + outcomes);
        }
    }

    /** The columns the model sees, in order. */
    public List<Column> features() {
        return columns.stream().filter(c -> c.role() == Column.Role.FEATURE).toList();
    }

    /** The columns fairness is measured by, in order. */
    public List<Column> protectedColumns() {
        return columns.stream().filter(Column::isProtected).toList();
    }

    /**
     * The column the model predicts.
     *
     * @throws BulwarkException if there is none
     */
    public Column label() {
        return columns.stream()
                .filter(column -> column.role() == Column.Role.LABEL)
                .findFirst()
                .orElseThrow(() ->
                        new BulwarkException(
                                "SCHEMA_NO_LABEL",
                                "the schema has no label column",
                                "name the column to predict under data.train.label"));
    }

    /** The label's categories: the classes, in the order of the model's outputs. */
    public List<String> classes() {
        return label().type() instanceof ColumnType.Categorical(List<String> categories)
                ? categories
                : List.of();
    }

    /** The column of this name, if there is one. */
    public Optional<Column> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    /** The JSON form. */
    public Json.Obj toJson() {
        return Json.obj(
                "columns",
                Json.arr(columns.stream().map(Column::toJson).toList()),
                "favourable",
                favourable);
    }

    /**
     * Reads {@link #toJson}.
     *
     * @throws BulwarkException if it is not a schema
     */
    public static Schema fromJson(Json.Obj json) {
        try {
            return new Schema(
                    json.objects("columns").stream().map(Column::fromJson).toList(),
                    json.string("favourable"));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new BulwarkException(
                    "SCHEMA_INVALID",
                    "the schema cannot be read: " + e.getMessage(),
                    "make the evidence that holds it again",
                    e);
        }
    }

    /** SHA-256 of the canonical JSON form. */
    public Digest digest() {
        return toJson().digest();
    }
}
