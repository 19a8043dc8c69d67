package dev.bulwark.training.fit;

import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.ColumnValues;
import dev.bulwark.kernel.table.Table;
import dev.bulwark.onnx.run.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of a table as the inputs of a model that serves. */
final class TableFeeds {
    private TableFeeds() {}

    static Map<String, Tensor> of(Table table, int from, int to) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        for (Column column : table.schema().features()) {
            String name = column.name();
            feeds.put(
                    name,
                    switch (column.type()) {
                        case ColumnType.Numeric _ -> numbers(table.numbers(name), from, to);
                        case ColumnType.Categorical(List<String> categories) ->
                                categories(table.categories(name), categories, from, to);
                        case ColumnType.Image image ->
                                pictures(table.images(name), image, from, to);
                    });
        }
        return feeds;
    }

    private static Tensor numbers(ColumnValues.Numbers numbers, int from, int to) {
        float[] values = new float[to - from];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.at(from + i);
        }
        return Tensor.of(values, values.length, 1);
    }

    private static Tensor categories(
            ColumnValues.Categories codes, List<String> categories, int from, int to) {
        String[] values = new String[to - from];
        for (int i = 0; i < values.length; i++) {
            values[i] = categories.get(codes.at(from + i));
        }
        return Tensor.of(values, values.length, 1);
    }

    private static Tensor pictures(
            ColumnValues.Images images, ColumnType.Image type, int from, int to) {
        float[] values = new float[(to - from) * type.size()];
        for (int row = from; row < to; row++) {
            for (int i = 0; i < type.size(); i++) {
                values[(row - from) * type.size() + i] = images.at(row, i);
            }
        }
        return Tensor.of(values, to - from, type.channels(), type.height(), type.width());
    }
}
