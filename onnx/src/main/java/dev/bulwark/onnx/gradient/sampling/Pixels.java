package dev.bulwark.onnx.gradient.sampling;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import java.util.List;
import java.util.Map;

/**
 * The pixels that are read, one for each place.
 *
 * @param b the node
 * @param index number of the pixel in the picture row by row, INT64 of shape [batch, 1, place]; any
 *     pixel where it lies outside
 * @param inside 1 where the pixel is in the picture and 0 elsewhere, of the shape of the index
 */
record Pixels(Backward b, String index, String inside) {
    /** Of column {@code x} and row {@code y}. */
    static Pixels at(Backward b, Places.Neighbour x, Places.Neighbour y) {
        String column = held(b, x);
        String row = held(b, y);
        String isInside =
                b.emit("And", b.emit("Equal", column, x.pixel()), b.emit("Equal", row, y.pixel()));
        String wide = b.lengthOf(b.input(0), 3);
        String index = b.emit("Add", b.emit("Mul", whole(b, row), wide), whole(b, column));
        return new Pixels(b, index, Places.cast(b, isInside, b.input(0)));
    }

    private static String held(Backward b, Places.Neighbour at) {
        String zero = b.scalar(0, b.input(0));
        String last = b.emit("Sub", at.length(), b.scalar(1, b.input(0)));
        return b.emit("Min", b.emit("Max", at.pixel(), zero), last);
    }

    private static String whole(Backward b, String value) {
        long type = ElementType.INT64.code();
        return b.emit("Cast", List.of(value), Map.of("to", Attribute.of(type)));
    }

    /** What the pixels hold, weighed by {@code g} and summed over the channels. */
    String read(String g) {
        String picture = b.emit("Reshape", b.input(0), b.ints(0, 0, -1));
        String every = b.emit("Expand", index, b.emit("Shape", g));
        String values =
                b.emit("GatherElements", List.of(picture, every), Map.of("axis", Attribute.of(2L)));
        String sum = b.emit("ReduceSum", b.emit("Mul", values, g), b.ints(1));
        return b.emit("Mul", sum, inside);
    }
}
