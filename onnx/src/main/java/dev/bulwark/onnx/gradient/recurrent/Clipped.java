package dev.bulwark.onnx.gradient.recurrent;

import dev.bulwark.onnx.gradient.Backward;
import java.util.Optional;

/**
 * An activation behind the cell's clip (ONNX, LSTM, attribute {@code clip}).
 *
 * @param function the activation
 * @param limit what its input is clipped to in both directions
 */
record Clipped(Activation function, Optional<Float> limit) {

    /** A gate computed again: its value, and its slope by what it is the function of. */
    record Gate(String value, String slope) {}

    /** The clip of a node's setting. */
    static Optional<Float> limit(Backward b) {
        float limit = b.node().floatAttribute("clip", 0);
        return limit > 0 ? Optional.of(limit) : Optional.empty();
    }

    /** The value at {@code z}. */
    String value(Pen pen, Backward b, String z) {
        return function.value(pen, b, clip(pen, b, z));
    }

    /** The value and slope at {@code z}. */
    Gate gate(Pen pen, Backward b, String z) {
        String clipped = clip(pen, b, z);
        String value = function.value(pen, b, clipped);
        String slope = function.slope(b, clipped, value);
        return new Gate(value, limit.map(l -> b.emit("Mul", slope, within(b, z, l))).orElse(slope));
    }

    private String clip(Pen pen, Backward b, String z) {
        return limit.map(l -> pen.emit("Clip", z, real(b, -l), real(b, l))).orElse(z);
    }

    private static String within(Backward b, String z, float limit) {
        return Activation.indicator(b, b.emit("Less", b.emit("Abs", z), real(b, limit)));
    }

    private static String real(Backward b, double value) {
        return b.scalar(value, b.input(Direction.X));
    }
}
