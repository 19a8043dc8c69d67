package dev.bulwark.assessment.robustness.threat;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.FeaturePreparation;
import dev.bulwark.kernel.table.Preparation;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.kernel.table.Table;
import dev.bulwark.onnx.run.RowFeeds;
import dev.bulwark.onnx.run.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which values of a row an adversary may move, in what unit, within which box, and what must stay
 * true of them together. Movable are numeric and image features that are not immutable, and the
 * categories that are declared movable; all else stays as it is. A point is the movable values of a
 * row, in schema order, a category as its code.
 */
public final class PerturbationSpace {
    /** Pixels run from 0 to 255. */
    private static final double FULL_SCALE = 255;

    /**
     * A movable column.
     *
     * @param column the column
     * @param offset its first coordinate
     * @param size its coordinates: 1, or the values of an image
     * @param scale one unit of distance, {@code > 0}; 0 for what is switched and has no distance
     * @param least smallest value allowed
     * @param most largest value allowed
     * @param step values are whole multiples of it; 0: any number
     */
    record Movable(
            Column column,
            int offset,
            int size,
            double scale,
            double least,
            double most,
            double step) {
        boolean isCategory() {
            return column.type() instanceof ColumnType.Categorical;
        }

        Movable withStep(double other) {
            return new Movable(column, offset, size, scale, least, most, other);
        }
    }

    private final Schema schema;
    private final Map<String, Double> deviations;
    private final List<Movable> movable;
    private final List<Column> frozen;
    private final int width;
    private final Set<String> choices;
    private final List<RowConstraint> constraints;

    private PerturbationSpace(
            Schema schema,
            Map<String, Double> deviations,
            Set<String> choices,
            List<RowConstraint> constraints) {
        this.schema = schema;
        this.deviations = Map.copyOf(deviations);
        this.choices = Set.copyOf(choices);
        this.constraints = List.copyOf(constraints);
        Set<String> switched = new HashSet<>();
        Map<String, Double> steps = new LinkedHashMap<>();
        for (RowConstraint constraint : constraints) {
            if (constraint instanceof RowConstraint.OneHot(List<String> members)) {
                switched.addAll(members);
            } else if (constraint instanceof RowConstraint.Steps(String column, double step)) {
                steps.put(column, step);
            }
        }
        List<Movable> moved = new ArrayList<>();
        List<Column> kept = new ArrayList<>();
        int offset = 0;
        for (Column column : schema.features()) {
            boolean category = column.type() instanceof ColumnType.Categorical;
            boolean fixed = category && !choices.contains(column.name());
            if (column.immutable() || fixed) {
                kept.add(column);
                continue;
            }
            Movable next = movable(column, offset, switched.contains(column.name()));
            moved.add(next.withStep(steps.getOrDefault(column.name(), next.step())));
            offset += next.size();
        }
        this.movable = List.copyOf(moved);
        this.frozen = List.copyOf(kept);
        this.width = offset;
    }

    private Movable movable(Column column, int offset, boolean switched) {
        return switch (column.type()) {
            case ColumnType.Numeric _ when switched -> new Movable(column, offset, 1, 0, 0, 1, 1);
            case ColumnType.Numeric(double min, double max, boolean integer) ->
                    new Movable(column, offset, 1, deviation(column), min, max, integer ? 1 : 0);
            case ColumnType.Image image ->
                    new Movable(column, offset, image.size(), FULL_SCALE, 0, FULL_SCALE, 0);
            case ColumnType.Categorical(List<String> categories) ->
                    new Movable(column, offset, 1, 0, 0, categories.size() - 1.0, 1);
        };
    }

    private double deviation(Column column) {
        Double deviation = deviations.get(column.name());
        if (deviation == null || !(deviation > 0 && Double.isFinite(deviation))) {
            throw new BulwarkException(
                    "ROBUSTNESS_NO_SCALE",
                    "column '%s' has no standard deviation to measure a perturbation by, but %s"
                            .formatted(column.name(), deviation),
                    "pass the preparation of the training rows, or mark the column immutable");
        }
        return deviation;
    }

    /** The space whose unit for a number is the deviation that the preparation divides it by. */
    public static PerturbationSpace of(Schema schema, Preparation preparation) {
        Map<String, Double> deviations = new LinkedHashMap<>();
        for (FeaturePreparation feature : preparation.features()) {
            if (feature
                    instanceof FeaturePreparation.Standardise(String column, _, double deviation)) {
                deviations.put(column, deviation);
            }
        }
        return of(schema, deviations);
    }

    /**
     * The space of a schema's features.
     *
     * @param deviations for every numeric feature that is not immutable its standard deviation over
     *     the training rows, {@code > 0}
     * @throws BulwarkException {@code ROBUSTNESS_NO_SCALE} if one is missing
     */
    public static PerturbationSpace of(Schema schema, Map<String, Double> deviations) {
        return new PerturbationSpace(schema, deviations, Set.of(), List.of());
    }

    /**
     * The same space in which these categories may be exchanged for others of their columns, as
     * many as a budget has switches.
     *
     * @param columns categorical features that are not immutable
     * @throws BulwarkException {@code THREAT_INVALID} if one is not
     */
    public PerturbationSpace choosing(Set<String> columns) {
        for (String name : columns) {
            Column column = feature(name);
            if (!(column.type() instanceof ColumnType.Categorical) || column.immutable()) {
                throw invalid(name, "is not a category that may move");
            }
        }
        return new PerturbationSpace(schema, deviations, columns, constraints);
    }

    /**
     * The same space in which these hold as well.
     *
     * @throws BulwarkException {@code THREAT_INVALID} if one speaks of a column that is missing or
     *     of another kind
     */
    public PerturbationSpace with(List<RowConstraint> more) {
        Set<String> grouped = new HashSet<>();
        List<RowConstraint> all = new ArrayList<>(constraints);
        all.addAll(more);
        for (RowConstraint constraint : all) {
            for (String name : constraint.columns()) {
                Column column = feature(name);
                requireFitting(constraint, column);
                if (constraint instanceof RowConstraint.OneHot && !grouped.add(name)) {
                    throw invalid(name, "is in two one-hot groups");
                }
            }
        }
        return new PerturbationSpace(schema, deviations, choices, all);
    }

    private Column feature(String name) {
        return schema.features().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow(() -> invalid(name, "is not among the features"));
    }

    private static void requireFitting(RowConstraint constraint, Column column) {
        boolean numeric = column.type() instanceof ColumnType.Numeric;
        boolean fits =
                switch (constraint) {
                    case RowConstraint.Steps(_, double step) ->
                            column.type() instanceof ColumnType.Numeric(_, _, boolean integer)
                                    && (!integer || step == Math.rint(step));
                    case RowConstraint.Direction _ ->
                            numeric || column.type() instanceof ColumnType.Image;
                    case RowConstraint.Mask(_, Set<Integer> open) ->
                            column.type() instanceof ColumnType.Image image
                                    && open.stream().allMatch(i -> i < image.size());
                    case RowConstraint.OneHot _ -> numeric && !column.immutable();
                    case RowConstraint.Linear _ -> numeric;
                };
        if (!fits) {
            throw invalid(
                    column.name(),
                    "cannot be held to the constraint " + constraint.toJson().string("kind"));
        }
    }

    private static BulwarkException invalid(String column, String why) {
        return new BulwarkException(
                "THREAT_INVALID",
                "column '%s' %s".formatted(column, why),
                "correct the threat model: constraints of numbers name numeric features, masks an"
                        + " image's own pixels, and movable categories are not immutable");
    }

    /** Coordinates of a point; 0 if nothing may be moved. */
    public int width() {
        return width;
    }

    /** The columns that may be moved, in schema order. */
    public List<String> movableColumns() {
        return movable.stream().map(part -> part.column().name()).toList();
    }

    /** Those of them that a loss can have a slope along: all but categories. */
    public List<String> slopingColumns() {
        return movable.stream()
                .filter(part -> !part.isCategory())
                .map(part -> part.column().name())
                .toList();
    }

    /** The feature columns that may not. */
    public List<String> frozenColumns() {
        return frozen.stream().map(Column::name).toList();
    }

    List<Movable> parts() {
        return movable;
    }

    List<RowConstraint> constraints() {
        return constraints;
    }

    /** The first coordinate of a movable column, or -1 if it is not movable. */
    int offset(String column) {
        return movable.stream()
                .filter(part -> part.column().name().equals(column))
                .mapToInt(Movable::offset)
                .findFirst()
                .orElse(-1);
    }

    /** The points of all rows of a table, one after the other. */
    public float[] points(Table rows) {
        float[] points = new float[Math.multiplyExact(rows.rows(), width)];
        for (Movable part : movable) {
            String name = part.column().name();
            for (int row = 0; row < rows.rows(); row++) {
                for (int i = 0; i < part.size(); i++) {
                    points[row * width + part.offset() + i] =
                            switch (part.column().type()) {
                                case ColumnType.Image _ -> rows.images(name).at(row, i);
                                case ColumnType.Numeric _ -> rows.numbers(name).at(row);
                                case ColumnType.Categorical _ -> rows.categories(name).at(row);
                            };
                }
            }
        }
        return points;
    }

    /** The points as the model's inputs, by column. */
    public Map<String, Tensor> feeds(float[] points) {
        int rows = points.length / width;
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        for (Movable part : movable) {
            float[] values = new float[rows * part.size()];
            for (int row = 0; row < rows; row++) {
                System.arraycopy(
                        points,
                        row * width + part.offset(),
                        values,
                        row * part.size(),
                        part.size());
            }
            feeds.put(
                    part.column().name(),
                    part.column().type() instanceof ColumnType.Categorical(List<String> names)
                            ? categories(values, names)
                            : RowFeeds.numbers(part.column(), values));
        }
        return feeds;
    }

    private static Tensor categories(float[] codes, List<String> names) {
        String[] texts = new String[codes.length];
        for (int row = 0; row < codes.length; row++) {
            texts[row] = names.get(Math.round(codes[row]));
        }
        return Tensor.of(texts, codes.length, 1);
    }

    /**
     * Gathers what {@link #feeds} spread: gradients by column into points; categories have none.
     */
    public float[] gather(Map<String, float[]> byColumn, int rows) {
        float[] points = new float[rows * width];
        for (Movable part : movable) {
            if (part.isCategory()) {
                continue;
            }
            float[] values = byColumn.getOrDefault(part.column().name(), new float[0]);
            if (values.length != rows * part.size()) {
                throw new IllegalArgumentException(
                        "%d values do not fit %d rows of column '%s'"
                                .formatted(values.length, rows, part.column().name()));
            }
            for (int row = 0; row < rows; row++) {
                System.arraycopy(
                        values,
                        row * part.size(),
                        points,
                        row * width + part.offset(),
                        part.size());
            }
        }
        return points;
    }

    /** What may be moved, what not, and what must stay true, as evidence records it. */
    public Json.Obj toJson() {
        List<Json> moved = new ArrayList<>();
        List<String> switched = new ArrayList<>();
        for (Movable part : movable) {
            if (part.isCategory()) {
                switched.add(part.column().name());
                continue;
            }
            moved.add(
                    Json.obj(
                            "column", part.column().name(),
                            "unit", part.scale(),
                            "least", part.least(),
                            "most", part.most(),
                            "integer", part.step() == 1));
        }
        List<Json> kept = new ArrayList<>();
        for (Column column : frozen) {
            kept.add(
                    Json.obj(
                            "column",
                            column.name(),
                            "why",
                            column.immutable() ? "immutable" : "categorical"));
        }
        Json.Obj json = Json.obj("movable", Json.arr(moved), "frozen", Json.arr(kept));
        json = switched.isEmpty() ? json : json.with("switched", switched);
        return constraints.isEmpty()
                ? json
                : json.with(
                        "constraints",
                        Json.arr(constraints.stream().map(RowConstraint::toJson).toList()));
    }
}
