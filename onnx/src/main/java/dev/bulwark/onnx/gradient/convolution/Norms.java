package dev.bulwark.onnx.gradient.convolution;

import dev.bulwark.onnx.gradient.Backward;

/** The two factors of the derivative of y = (Σ|x|ᵖ)^(1/p): y^(1−p), and sign(x) |x|^(p−1). */
final class Norms {
    private Norms() {}

    /** {@code y^(1−p)}, and 1 where {@code y} is 0: there the other factor is 0. */
    static String outer(Backward b, String y, long p, String like) {
        String zero = b.emit("Equal", y, b.scalar(0, like));
        String safe = b.emit("Where", zero, b.scalar(1, like), y);
        return b.emit("Pow", safe, b.scalar(1.0 - p, like));
    }

    /** {@code sign(x) |x|^(p−1)}. */
    static String inner(Backward b, String x, long p) {
        if (p == 2) {
            return x;
        }
        String sign = b.emit("Sign", x);
        return p == 1
                ? sign
                : b.emit("Mul", sign, b.emit("Pow", b.emit("Abs", x), b.scalar(p - 1.0, x)));
    }
}
