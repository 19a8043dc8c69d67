package dev.bulwark.assessment.robustness;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which values of a row an adversary may move, in what unit, and within which box. Movable are
 * numeric and image features that are not immutable; categories, immutable columns and all that is
 * no feature stay as they are. A point is the movable values of a row, in schema order.
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
     * @param scale one unit of distance, {@code > 0}
     * @param least smallest value allowed
     * @param most largest value allowed
     * @param integer whether values are whole numbers
     */
    record Movable(
            Column column,
            int offset,
            int size,
            double scale,
            double least,
            double most,
            boolean integer) {}

    private final List<Movable> movable;
    private final List<Column> frozen;
    private final int width;

    private PerturbationSpace(List<Movable> movable, List<Column> frozen, int width) {
        this.movable = List.copyOf(movable);
        this.frozen = List.copyOf(frozen);
        this.width = width;
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
        List<Movable> movable = new ArrayList<>();
        List<Column> frozen = new ArrayList<>();
        int offset = 0;
        for (Column column : schema.features()) {
            if (column.immutable() || column.type() instanceof ColumnType.Categorical) {
                frozen.add(column);
                continue;
            }
            Movable next =
                    switch (column.type()) {
                        case ColumnType.Numeric(double min, double max, boolean integer) ->
                                new Movable(
                                        column,
                                        offset,
                                        1,
                                        deviation(column, deviations),
                                        min,
                                        max,
                                        integer);
                        case ColumnType.Image image ->
                                new Movable(
                                        column,
                                        offset,
                                        image.size(),
                                        FULL_SCALE,
                                        0,
                                        FULL_SCALE,
                                        false);
                        case ColumnType.Categorical _ ->
                                throw new IllegalStateException("categories were frozen above");
                    };
            movable.add(next);
            offset += next.size();
        }
        return new PerturbationSpace(movable, frozen, offset);
    }

    private static double deviation(Column column, Map<String, Double> deviations) {
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

    /** Coordinates of a point; 0 if nothing may be moved. */
    public int width() {
        return width;
    }

    /** The columns that may be moved, in schema order. */
    public List<String> movableColumns() {
        return movable.stream().map(part -> part.column().name()).toList();
    }

    /** The feature columns that may not. */
    public List<String> frozenColumns() {
        return frozen.stream().map(Column::name).toList();
    }

    List<Movable> parts() {
        return movable;
    }

    /** The points of all rows of a table, one after the other. */
    float[] points(Table rows) {
        float[] points = new float[Math.multiplyExact(rows.rows(), width)];
        for (Movable part : movable) {
            String name = part.column().name();
            for (int row = 0; row < rows.rows(); row++) {
                for (int i = 0; i < part.size(); i++) {
                    points[row * width + part.offset() + i] =
                            part.column().type() instanceof ColumnType.Image
                                    ? rows.images(name).at(row, i)
                                    : rows.numbers(name).at(row);
                }
            }
        }
        return points;
    }

    /** The points as the model's inputs, by column. */
    Map<String, Tensor> feeds(float[] points) {
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
            feeds.put(part.column().name(), RowFeeds.numbers(part.column(), values));
        }
        return feeds;
    }

    /** Gathers what {@link #feeds} spread: gradients by column into points. */
    float[] gather(Map<String, float[]> byColumn, int rows) {
        float[] points = new float[rows * width];
        for (Movable part : movable) {
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

    /** What may be moved and what not, as evidence records it. */
    public Json.Obj toJson() {
        List<Json> moved = new ArrayList<>();
        for (Movable part : movable) {
            moved.add(
                    Json.obj(
                            "column", part.column().name(),
                            "unit", part.scale(),
                            "least", part.least(),
                            "most", part.most(),
                            "integer", part.integer()));
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
        return Json.obj("movable", Json.arr(moved), "frozen", Json.arr(kept));
    }
}
