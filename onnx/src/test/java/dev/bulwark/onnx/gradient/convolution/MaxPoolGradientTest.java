package dev.bulwark.onnx.gradient.convolution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.onnx.gradient.GradientGraph;
import dev.bulwark.onnx.gradient.Gradients;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Dimension;
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
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Equal elements in a window: small whole numbers make most windows have some. */
class MaxPoolGradientTest {
    private static final int SIDE = 7;
    private static final int PLANES = 6;

    @ParameterizedTest(name = "kernel {0}, stride {1}, shapes known: {2}")
    @CsvSource({
        "2, 2, true",
        "2, 2, false",
        "3, 3, true",
        "3, 3, false",
        "7, 7, true",
        "3, 2, true",
        "3, 2, false",
        "2, 1, false",
        "2, 3, true"
    })
    void givesTheGradientToTheFirstOfEqualElementsAlone(int kernel, int stride, boolean known) {
        SplittableRandom random = new SplittableRandom(kernel * 31L + stride);
        float[] pixels = new float[PLANES * SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextInt(3) - 1;
        }
        int positions = (SIDE - kernel) / stride + 1;
        float[] weights = new float[PLANES * positions * positions];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = 1 + random.nextInt(9);
        }
        assertThat(derived(pixels, weights, kernel, stride, known))
                .containsExactly(expected(pixels, weights, kernel, stride));
    }

    private static float[] expected(float[] pixels, float[] weights, int kernel, int stride) {
        int positions = (SIDE - kernel) / stride + 1;
        float[] expected = new float[pixels.length];
        for (int window = 0; window < weights.length; window++) {
            int plane = window / (positions * positions) * SIDE * SIDE;
            int top = window / positions % positions * stride;
            int left = window % positions * stride;
            int best = plane + top * SIDE + left;
            for (int row = top; row < top + kernel; row++) {
                for (int column = left; column < left + kernel; column++) {
                    int at = plane + row * SIDE + column;
                    best = pixels[at] > pixels[best] ? at : best;
                }
            }
            expected[best] += weights[window];
        }
        return expected;
    }

    private static float[] derived(
            float[] pixels, float[] weights, int kernel, int stride, boolean known) {
        int positions = (SIDE - kernel) / stride + 1;
        Dimension any = new Dimension.Unknown();
        Shape shape =
                known ? Shape.of(2, 3, SIDE, SIDE) : new Shape.Ranked(List.of(any, any, any, any));
        GraphBuilder builder = GraphBuilder.named("pool");
        builder.input("x", ValueType.tensor(ElementType.FLOAT, shape));
        String pool =
                builder.node(
                        "MaxPool",
                        List.of("x"),
                        Map.of(
                                "kernel_shape", Attribute.ints(kernel, kernel),
                                "strides", Attribute.ints(stride, stride)));
        String weight = builder.constant(TensorValue.of(weights, 2, 3, positions, positions));
        builder.named(
                "loss",
                "ReduceSum",
                List.of(builder.node("Mul", pool, weight)),
                Map.of("keepdims", Attribute.of(0L)));
        builder.output("loss", ValueType.tensor(ElementType.FLOAT));
        GradientGraph graph = Gradients.of(Model.of(builder.build()), "loss", List.of("x"));
        try (Session session = Session.open(graph.model())) {
            return session.compute(
                            Map.of("x", Tensor.of(pixels, 2, 3, SIDE, SIDE)), graph.gradientOf("x"))
                    .floats();
        }
    }
}
