package dev.bulwark.onnx.gradient.resample;

import dev.bulwark.onnx.gradient.Backward;
import java.util.ArrayList;
import java.util.List;

/** The adjoint of interpolating along one axis. */
final class Interpolation {
    private Interpolation() {}

    /**
     * Pulls {@code g} back along {@code axis}.
     *
     * @param transposed the matrix of the axis, transposed: [length before, length after]
     * @return as {@code g}, with the length before
     */
    static String pullBack(Backward b, String g, String transposed, int axis, int rank) {
        if (axis == rank - 1) {
            return b.emit("MatMul", g, b.transposeLastTwo(transposed, 2));
        }
        if (axis == rank - 2) {
            return b.emit("MatMul", transposed, g);
        }
        // What lies behind the axis becomes one: [before…, axis, behind].
        String shape = b.emit("Shape", g);
        String leading = b.emit("Slice", shape, b.ints(0), b.ints(axis + 1L));
        String flat = b.emit("Reshape", g, b.joined(List.of(leading, b.ints(-1))));
        String product = b.emit("MatMul", transposed, flat);
        List<String> lengths = new ArrayList<>();
        if (axis > 0) {
            lengths.add(b.emit("Slice", shape, b.ints(0), b.ints(axis)));
        }
        lengths.add(b.lengthOf(b.input(0), axis));
        lengths.add(b.tail(shape, axis + 1L));
        return b.emit("Reshape", product, b.joined(lengths));
    }
}
