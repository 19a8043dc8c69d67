package dev.bulwark.onnx.build;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.Map;

/** Nodes of dense layers, for graphs that train and graphs that serve. */
final class DenseNodes {
    /** Keeps the root away from zero (Ioffe and Szegedy 2015, algorithm 1). */
    private static final float EPSILON = 1e-5f;

    private final GraphBuilder builder;

    DenseNodes(GraphBuilder builder) {
        this.builder = builder;
    }

    /** {@code value · weight (+ bias)}; batch norm brings its own shift. */
    String dense(String value, String layer, boolean bias) {
        return builder.node("Gemm", operands(value, layer, bias), Map.of());
    }

    /** As {@link #dense}, with a bias and a name for the result. */
    void denseNamed(String result, String value, String layer) {
        builder.named(result, "Gemm", operands(value, layer, true), Map.of());
    }

    private static List<String> operands(String value, String layer, boolean bias) {
        return bias
                ? List.of(value, layer + ".weight", layer + ".bias")
                : List.of(value, layer + ".weight");
    }

    /** Batch norm by the batch's own statistics, which become outputs. */
    String normaliseBatch(String value, String layer) {
        BatchStatistic names = statistic(layer);
        String mean = meanOverBatch(value);
        String centred = builder.node("Sub", value, mean);
        String variance = meanOverBatch(builder.node("Mul", centred, centred));
        String epsilon = builder.constant(TensorValue.of(new float[] {EPSILON}));
        String deviation = builder.node("Sqrt", builder.node("Add", variance, epsilon));
        String normal = builder.node("Div", centred, deviation);
        flat(names.meanOutput(), mean);
        flat(names.varianceOutput(), variance);
        String scaled = builder.node("Mul", normal, layer + ".norm.scale");
        return builder.node("Add", scaled, layer + ".norm.shift");
    }

    private String meanOverBatch(String value) {
        return builder.node(
                "ReduceMean",
                List.of(value, builder.constant(TensorValue.vector(0))),
                Map.of("keepdims", Attribute.of(1L)));
    }

    private void flat(String result, String row) {
        builder.named(
                result, "Squeeze", List.of(row, builder.constant(TensorValue.vector(0))), Map.of());
    }

    /** Batch norm by the running statistics. */
    String normaliseRunning(String value, String layer) {
        BatchStatistic names = statistic(layer);
        return builder.node(
                "BatchNormalization",
                List.of(
                        value,
                        layer + ".norm.scale",
                        layer + ".norm.shift",
                        names.runningMean(),
                        names.runningVariance()),
                Map.of("epsilon", Attribute.of(EPSILON)));
    }

    static BatchStatistic statistic(String layer) {
        return new BatchStatistic(
                layer + ".norm.batch_mean",
                layer + ".norm.batch_variance",
                layer + ".norm.mean",
                layer + ".norm.variance");
    }
}
