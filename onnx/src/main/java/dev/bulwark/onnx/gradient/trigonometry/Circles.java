package dev.bulwark.onnx.gradient.trigonometry;

import dev.bulwark.onnx.gradient.Backward;

/** Points of the unit circle. */
final class Circles {
    private Circles() {}

    /** √(1 − a²), the other coordinate. */
    static String other(Backward b, String value) {
        String square = b.emit("Mul", value, value);
        return b.emit("Sqrt", b.emit("Sub", b.scalar(1, value), square));
    }
}
