package dev.bulwark.onnx.optimise;

import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.run.EngineOptions;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.util.List;
import java.util.Map;

/** Adam of one parameter as a graph of standard operators, to measure against the one in Java. */
final class AdamGraph {
    private final int size;

    AdamGraph(int size) {
        this.size = size;
    }

    private Model model() {
        GraphBuilder builder = GraphBuilder.named("adam");
        ValueType vector = ValueType.tensor(ElementType.FLOAT, size);
        for (String input : List.of("w", "g", "m", "v")) {
            builder.input(input, vector);
        }
        builder.named(
                "m2",
                "Add",
                List.of(scaled(builder, "m", 0.9f), scaled(builder, "g", 0.1f)),
                Map.of());
        String square = builder.node("Mul", "g", "g");
        builder.named(
                "v2",
                "Add",
                List.of(scaled(builder, "v", 0.999f), scaled(builder, square, 0.001f)),
                Map.of());
        String root = builder.node("Add", builder.node("Sqrt", "v2"), constant(builder, 1e-8f));
        String step = builder.node("Div", scaled(builder, "m2", 1e-3f), root);
        builder.named("w2", "Sub", List.of(scaled(builder, "w", 1 - 1e-7f), step), Map.of());
        for (String output : List.of("w2", "m2", "v2")) {
            builder.output(output, vector);
        }
        return Model.of(builder.build());
    }

    private static String constant(GraphBuilder builder, float value) {
        return builder.constant(TensorValue.of(new float[] {value}));
    }

    private static String scaled(GraphBuilder builder, String value, float by) {
        return builder.node("Mul", value, constant(builder, by));
    }

    /** Nanoseconds of each step; two sets of buffers take turns. */
    long[] times(int steps, int threads) {
        long[] times = new long[steps];
        try (Session session =
                        Session.open(model(), EngineOptions.deterministic().withThreads(threads));
                Tensor g = buffer();
                Tensor w = buffer();
                Tensor m = buffer();
                Tensor v = buffer();
                Tensor w2 = buffer();
                Tensor m2 = buffer();
                Tensor v2 = buffer()) {
            for (int step = 0; step < steps; step++) {
                boolean even = step % 2 == 0;
                Map<String, Tensor> feeds =
                        Map.of("g", g, "w", even ? w : w2, "m", even ? m : m2, "v", even ? v : v2);
                Map<String, Tensor> targets =
                        Map.of("w2", even ? w2 : w, "m2", even ? m2 : m, "v2", even ? v2 : v);
                long start = System.nanoTime();
                session.run(feeds, List.of(), targets);
                times[step] = System.nanoTime() - start;
            }
        }
        return times;
    }

    private Tensor buffer() {
        return Tensor.allocate(ElementType.FLOAT, size);
    }
}
