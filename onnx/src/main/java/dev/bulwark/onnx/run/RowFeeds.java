package dev.bulwark.onnx.run;

import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.ColumnValues;
import dev.bulwark.kernel.table.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of a table as a model takes them: one tensor a feature column, raw values. */
public final class RowFeeds {
    private RowFeeds() {}

    /**
     * The rows from {@code from} to before {@code to}.
     *
     * @return numeric: FLOAT {@code [n, 1]}; categorical: STRING {@code [n, 1]}; image: FLOAT
     *     {@code [n, channels, height, width]}, 0 to 255
     */
    public static Map<String, Tensor> of(Table rows, int from, int to) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        for (Column column : rows.schema().features()) {
            String name = column.name();
            feeds.put(
                    name,
                    switch (column.type()) {
                        case ColumnType.Numeric _ ->
                                numbers(column, floats(rows.numbers(name), from, to));
                        case ColumnType.Categorical(List<String> categories) ->
                                Tensor.of(
                                        texts(rows.categories(name), categories, from, to),
                                        to - from,
                                        1);
                        case ColumnType.Image _ ->
                                numbers(column, pixels(rows.images(name), from, to));
                    });
        }
        return feeds;
    }

    /**
     * Numbers in the shape of a numeric or image column.
     *
     * @param values row after row
     * @throws IllegalArgumentException for a categorical column, or if the values are no whole rows
     */
    public static Tensor numbers(Column column, float[] values) {
        return switch (column.type()) {
            case ColumnType.Numeric _ -> Tensor.of(values, values.length, 1);
            case ColumnType.Image(int channels, int height, int width) ->
                    Tensor.of(
                            values,
                            values.length / (channels * height * width),
                            channels,
                            height,
                            width);
            case ColumnType.Categorical _ ->
                    throw new IllegalArgumentException(
                            "column '" + column.name() + "' holds no numbers");
        };
    }

    private static float[] floats(ColumnValues.Numbers numbers, int from, int to) {
        float[] values = new float[to - from];
        for (int row = from; row < to; row++) {
            values[row - from] = numbers.at(row);
        }
        return values;
    }

    private static float[] pixels(ColumnValues.Images images, int from, int to) {
        int each = images.valuesPerRow();
        float[] values = new float[Math.multiplyExact(to - from, each)];
        for (int row = from; row < to; row++) {
            for (int i = 0; i < each; i++) {
                values[(row - from) * each + i] = images.at(row, i);
            }
        }
        return values;
    }

    private static String[] texts(
            ColumnValues.Categories codes, List<String> categories, int from, int to) {
        String[] texts = new String[to - from];
        for (int row = from; row < to; row++) {
            texts[row - from] = categories.get(codes.at(row));
        }
        return texts;
    }
}
