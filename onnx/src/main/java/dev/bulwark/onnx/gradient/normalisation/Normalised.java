package dev.bulwark.onnx.gradient.normalisation;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Shape;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * A value with mean 0 and variance 1 over some axes (Ba, Kiros and Hinton 2016, equation 3).
 *
 * @param value {@code (x − mean) · inverse}, of the shape of x
 * @param inverse {@code 1 / √(variance + epsilon)}, the axes kept with length 1
 * @param axes what the mean and the variance are over, an INT64 vector
 */
record Normalised(String value, String inverse, String axes) {

    /** Normalises {@code x} over {@code axes}. */
    static Normalised over(Backward b, String x, String axes, String epsilon) {
        String centred = b.emit("Sub", x, mean(b, x, axes));
        String variance = mean(b, b.emit("Mul", centred, centred), axes);
        String inverse = b.emit("Reciprocal", b.emit("Sqrt", b.emit("Add", variance, epsilon)));
        return new Normalised(b.emit("Mul", centred, inverse), inverse, axes);
    }

    /**
     * Normalises {@code x} over its axes from {@code axis} on, which hold at least two elements, in
     * one pass of the engine's own kernel. Single precision only: the kernel's statistics are.
     */
    static Normalised fused(Backward b, String x, long axis, String axes, float epsilon) {
        String shape = b.emit("Shape", List.of(x), Map.of("start", Attribute.of(axis)));
        String ones = b.emit("Expand", b.scalar(1, b.input(0)), shape);
        List<String> results =
                b.emit(
                        "LayerNormalization",
                        List.of(x, ones),
                        3,
                        Map.of("axis", Attribute.of(axis), "epsilon", Attribute.of(epsilon)));
        return new Normalised(results.get(0), results.get(2), axes);
    }

    /**
     * Normalises {@code x} over its axes from {@code axis} on, {@code >= 0}, in one pass where its
     * shape, as far as it is known, allows.
     */
    static Normalised overLast(Backward b, String x, long axis, float epsilon, Shape shape) {
        if (!(shape instanceof Shape.Ranked(List<Dimension> lengths))) {
            throw b.unsupported("the number of axes of '" + x + "' is not known");
        }
        String axes = b.ints(LongStream.range(axis, lengths.size()).toArray());
        // The engine's layer normalisation refuses to normalise single elements.
        boolean several =
                lengths.stream()
                        .skip(axis)
                        .anyMatch(d -> d instanceof Dimension.Fixed(long n) && n > 1);
        return several && b.elementType(b.input(0)) == ElementType.FLOAT
                ? fused(b, x, axis, axes, epsilon)
                : over(b, x, axes, b.scalar(epsilon, b.input(0)));
    }

    /** The gradient of x from that of the value: (g − mean g − n mean(g n)) inverse. */
    String pullBack(Backward b, String g) {
        String product = mean(b, b.emit("Mul", g, value), axes);
        String inner = b.emit("Sub", g, mean(b, g, axes));
        return b.emit("Mul", b.emit("Sub", inner, b.emit("Mul", value, product)), inverse);
    }

    static String mean(Backward b, String value, String axes) {
        return b.emit("ReduceMean", value, axes);
    }
}
