package dev.bulwark.onnx.build.layer;

import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.Map;

/** Layers that make pictures smaller and have no parameters. */
public final class Pooling {
    private Pooling() {}

    /**
     * The largest value of each square of {@code length}; {@code [c, h, w]} to {@code [c,
     * ⌊h/length⌋, ⌊w/length⌋]}.
     */
    public static Layer max(int length) {
        return (assembly, input) ->
                Signal.of(
                        assembly.node(
                                "MaxPool",
                                List.of(input.value()),
                                Map.of(
                                        "kernel_shape",
                                        Attribute.ints(length, length),
                                        "strides",
                                        Attribute.ints(length, length))),
                        input.length(0, 3),
                        input.length(1, 3) / length,
                        input.length(2, 3) / length);
    }

    /** The mean of each channel: {@code [c, h, w]} to {@code [c]}. */
    public static Layer globalAverage() {
        return (assembly, input) -> {
            int channels = input.length(0, 3);
            String mean = assembly.node("GlobalAveragePool", input.value());
            return Signal.of(flat(assembly, mean), channels);
        };
    }

    /** One row of everything: {@code [c, h, w]} to {@code [c·h·w]}. */
    public static Layer flatten() {
        return (assembly, input) -> Signal.of(flat(assembly, input.value()), input.size());
    }

    private static String flat(Assembly assembly, String value) {
        return assembly.node("Flatten", List.of(value), Map.of("axis", Attribute.of(1L)));
    }
}
