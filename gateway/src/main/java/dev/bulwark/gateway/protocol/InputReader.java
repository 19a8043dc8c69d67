package dev.bulwark.gateway.protocol;

import static dev.bulwark.gateway.protocol.InferenceDecoder.malformed;
import static dev.bulwark.gateway.protocol.InferenceDecoder.refused;
import static dev.bulwark.gateway.protocol.InferenceDecoder.shown;

import dev.bulwark.gateway.problem.RequestRefused;
import dev.bulwark.kernel.exchange.NamedTensor;
import dev.bulwark.kernel.exchange.TensorValues;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the data of one input and holds every value against its column. */
final class InputReader {
    private static final int PIXEL_MAX = 255;
    private static final int LISTED_CATEGORIES = 12;

    private final Column column;
    private final TensorDeclaration declared;

    private InputReader(Column column) {
        this.column = column;
        this.declared = ModelContract.input(column);
    }

    static InputReader of(Column column) {
        return new InputReader(column);
    }

    NamedTensor read(Json.Obj input, int rows) {
        List<Integer> shape = new ArrayList<>(declared.shape());
        shape.set(0, rows);
        List<Json> data = InferenceDecoder.array(input, "data", "input '" + column.name() + "'");
        List<Json> flat = flat(data, shape);
        TensorValues values =
                switch (column.type()) {
                    case ColumnType.Numeric(double min, double max, boolean integer) ->
                            numbers(flat, min, max, integer);
                    case ColumnType.Image _ -> numbers(flat, 0, PIXEL_MAX, false);
                    case ColumnType.Categorical(List<String> categories) ->
                            categories(flat, new HashSet<>(categories), categories);
                };
        return new NamedTensor(column.name(), shape, values);
    }

    /** Row-major elements of data that is flat, or nested just as the shape says. */
    private List<Json> flat(List<Json> data, List<Integer> shape) {
        int count = NamedTensor.elements(shape);
        boolean nested = !data.isEmpty() && data.getFirst() instanceof Json.Arr;
        List<Json> flat = data;
        if (nested && shape.size() > 1) {
            flat = new ArrayList<>(count);
            descend(data, shape, 0, flat);
        }
        if (flat.size() != count) {
            throw refused(
                    "input '%s' has %d elements, its shape holds %d"
                            .formatted(column.name(), flat.size(), count));
        }
        return flat;
    }

    private void descend(List<Json> level, List<Integer> shape, int dimension, List<Json> flat) {
        if (level.size() != shape.get(dimension)) {
            throw refused(
                    "input '%s' is nested otherwise than its shape says".formatted(column.name()));
        }
        if (dimension == shape.size() - 1) {
            flat.addAll(level);
            return;
        }
        for (Json inner : level) {
            if (!(inner instanceof Json.Arr(List<Json> elements))) {
                throw refused(
                        "input '%s' is nested in some places and not in others"
                                .formatted(column.name()));
            }
            descend(elements, shape, dimension + 1, flat);
        }
    }

    private TensorValues numbers(List<Json> flat, double min, double max, boolean integer) {
        float[] values = new float[flat.size()];
        for (int i = 0; i < values.length; i++) {
            if (!(flat.get(i) instanceof Json.Num(String literal))) {
                throw malformed(where(i) + " must be a number");
            }
            double value = Double.parseDouble(literal);
            if (!(Math.abs(value) <= Float.MAX_VALUE)) {
                throw refused(where(i) + " does not fit a 32-bit floating point number");
            }
            if (value < min || value > max) {
                throw refused(
                        "%s%s is outside %s to %s"
                                .formatted(where(i), value(literal), plain(min), plain(max)));
            }
            if (integer && value != Math.rint(value)) {
                throw refused(where(i) + value(literal) + " must be a whole number");
            }
            values[i] = (float) value;
        }
        return TensorValues.Floats.of(values);
    }

    private TensorValues categories(List<Json> flat, Set<String> known, List<String> listed) {
        List<String> values = new ArrayList<>(flat.size());
        for (int i = 0; i < flat.size(); i++) {
            if (!(flat.get(i) instanceof Json.Str(String category))) {
                throw malformed(where(i) + " must be a string");
            }
            if (!known.contains(category)) {
                throw unknown(i, category, listed);
            }
            values.add(category);
        }
        return new TensorValues.Texts(values);
    }

    private RequestRefused unknown(int index, String category, List<String> listed) {
        String names = String.join("', '", listed.stream().limit(LISTED_CATEGORIES).toList());
        return refused(
                "%s%s is none of the %d categories: '%s'%s"
                        .formatted(
                                where(index),
                                value(category),
                                listed.size(),
                                names,
                                listed.size() > LISTED_CATEGORIES ? ", …" : ""));
    }

    private String where(int index) {
        return "input '%s', row %d".formatted(column.name(), index / declared.elementsPerRow());
    }

    /** The value, unless it is personal. */
    private String value(String text) {
        return column.personal() ? ": the value" : ": " + shown(text);
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }
}
