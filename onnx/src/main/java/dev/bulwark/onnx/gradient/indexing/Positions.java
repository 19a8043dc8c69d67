package dev.bulwark.onnx.gradient.indexing;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.Map;

/**
 * Where each element came from, as an index into the flattened input. What an operator does to
 * these numbers it does to the elements, so that whatever it takes, drops or repeats, the way back
 * is one scatter.
 */
final class Positions {
    private Positions() {}

    /** The index of every element of {@code value}, INT64 of its shape. */
    static String of(Backward b, String value) {
        String count = b.emit("Size", value);
        String range = b.emit("Range", scalar(b, 0), count, scalar(b, 1));
        return b.emit("Reshape", range, b.shapeOf(value));
    }

    /**
     * Adds every element of {@code gradient} to the element that it came from.
     *
     * @param positions INT64 of the shape of {@code gradient}
     * @return of the shape of {@code value}
     */
    static String scatter(Backward b, String value, String positions, String gradient) {
        String count = b.emit("Reshape", b.emit("Size", value), b.ints(1));
        String zeros = b.emit("Expand", b.scalar(0, value), count);
        String sum =
                b.emit(
                        "ScatterElements",
                        List.of(zeros, flat(b, positions), flat(b, gradient)),
                        Map.of("axis", Attribute.of(0L), "reduction", Attribute.of("add")));
        return b.emit("Reshape", sum, b.shapeOf(value));
    }

    private static String flat(Backward b, String value) {
        return b.emit("Reshape", value, b.ints(-1));
    }

    private static String scalar(Backward b, long value) {
        return b.constant(TensorValue.of(new long[] {value}));
    }
}
