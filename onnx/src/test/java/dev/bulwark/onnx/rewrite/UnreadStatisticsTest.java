package dev.bulwark.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bulwark.onnx.gradient.GradientGraph;
import dev.bulwark.onnx.gradient.Gradients;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnreadStatisticsTest {
    private static final float[] SIX = {0.5f, -2, 3, -0.25f, 7, 1};

    /** A fresh layer: scale and variance are 1, bias and mean 0. */
    private static Model fresh(long opset) {
        GraphBuilder builder = GraphBuilder.named("fresh");
        builder.input("x", ValueType.tensor(ElementType.FLOAT, Shape.batched("n", 3)));
        builder.initializer("scale", TensorValue.of(new float[] {1, 1, 1}, 3));
        builder.initializer("bias", TensorValue.of(new float[3], 3));
        builder.initializer("mean", TensorValue.of(new float[3], 3));
        builder.initializer("var", TensorValue.of(new float[] {1, 1, 1}, 3));
        List<String> made =
                builder.node(
                        "BatchNormalization",
                        "",
                        List.of("x", "scale", "bias", "mean", "var"),
                        3,
                        Map.of("training_mode", Attribute.of(1L)));
        builder.named("y", "Identity", List.of(made.getFirst()), Map.of());
        builder.named("loss", "ReduceSumSquare", List.of("y"), Map.of());
        builder.output("loss", ValueType.unranked(ElementType.FLOAT));
        return Model.of(builder.build()).withOpsets(Map.of("", opset));
    }

    @ParameterizedTest
    @ValueSource(longs = {15, 18, 20})
    void normalisesByTheBatchWhereFreshWeightsAreEqual(long opset) {
        GradientGraph gradient = Gradients.of(fresh(opset), "loss", List.of("x"), List.of("y"));
        try (Session session = Session.open(gradient.model())) {
            Map<String, Tensor> results = session.run(Map.of("x", Tensor.of(SIX, 2, 3)));
            // Two rows: each column's two values are one deviation above and below their mean.
            float[] y = Objects.requireNonNull(results.get("y")).floats();
            assertThat(y[1]).isCloseTo(-1, within(1e-4f));
            assertThat(y[4]).isCloseTo(1, within(1e-4f));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {15, 18})
    void leavesRunningStatisticsThatAreKept(long opset) {
        Model model = fresh(opset);
        String mean = model.graph().nodes().getFirst().outputs().get(1);
        GradientGraph gradient = Gradients.of(model, "loss", List.of("x"), List.of(mean));
        try (Session session = Session.open(gradient.model())) {
            Map<String, Tensor> results = session.run(Map.of("x", Tensor.of(SIX, 2, 3)));
            // 0.9 of the old mean, 0, and 0.1 of the batch's.
            assertThat(Objects.requireNonNull(results.get(mean)).floats()[1])
                    .isCloseTo(0.25f, within(1e-6f));
        }
    }
}
