package dev.bulwark.onnx.gradient.sampling;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import java.util.List;
import java.util.Map;

/**
 * Where along one side of the picture the grid points, in pixels. Everything is of shape [batch, 1,
 * place].
 *
 * @param b the node
 * @param place in pixels from the middle of the first, clamped to the picture where that is asked
 * @param slope how many pixels a step of 1 in the grid is, a scalar
 * @param moves 0 where the clamp holds the place and 1 elsewhere
 * @param length pixels of the side, a scalar of the type of the picture
 * @param neighbours the lattice points before and behind
 */
record Places(
        Backward b,
        String place,
        String slope,
        String moves,
        String length,
        List<Neighbour> neighbours) {

    /**
     * A lattice point.
     *
     * @param pixel its number, whole but of a real type; it may lie outside
     * @param length pixels of the side
     * @param weight share of it in what is read
     */
    record Neighbour(String pixel, String length, String weight) {}

    /** Of one coordinate of the grid: 0 is across, 1 is down. */
    static Places of(Backward b, long coordinate, boolean clamped) {
        String type = b.input(0);
        String size = b.emit("Squeeze", b.lengthOf(b.input(0), 3 - coordinate), b.ints(0));
        String length = cast(b, size, type);
        String half = b.scalar(0.5, type);
        String one = b.scalar(1, type);
        String last = b.emit("Sub", length, one);
        boolean aligned = b.node().intAttribute("align_corners", 0) != 0;
        String slope = b.emit("Mul", aligned ? last : length, half);
        String grid = b.emit("Gather", List.of(b.input(1), index(b, coordinate)), axis(3));
        String flat = b.emit("Reshape", grid, b.ints(0, 1, -1));
        // From −1 and 1 at the middles of the outer pixels, or at their outer edges.
        String place = b.emit("Add", b.emit("Mul", flat, slope), b.emit("Mul", last, half));
        String moves = one;
        if (clamped) {
            String held = b.emit("Min", b.emit("Max", place, b.scalar(0, type)), last);
            moves = cast(b, b.emit("Equal", held, place), type);
            place = held;
        }
        String before = b.emit("Floor", place);
        String behind = b.emit("Add", before, one);
        List<Neighbour> neighbours =
                List.of(
                        new Neighbour(before, length, b.emit("Sub", behind, place)),
                        new Neighbour(behind, length, b.emit("Sub", place, before)));
        return new Places(b, place, slope, moves, length, neighbours);
    }

    private static String index(Backward b, long coordinate) {
        return b.emit("Squeeze", b.ints(coordinate), b.ints(0));
    }

    private static Map<String, Attribute> axis(long axis) {
        return Map.of("axis", Attribute.of(axis));
    }

    static String cast(Backward b, String value, String like) {
        ElementType type = b.elementType(like);
        return b.emit("Cast", List.of(value), Map.of("to", Attribute.of((long) type.code())));
    }

    /** The lattice point nearest, the even one of two. */
    Neighbour rounded() {
        return new Neighbour(b.emit("Round", place), length, b.scalar(1, b.input(0)));
    }

    /** The gradient of the grid's coordinate, from that of the place. */
    String toGrid(String gradient) {
        return b.emit("Mul", gradient, b.emit("Mul", slope, moves));
    }
}
