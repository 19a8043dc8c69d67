package dev.bulwark.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Values worked out by hand: ln 3 = 1.0986123, ln(1 + e + e²) = 2.4076060. */
class LossesTest {
    private static final Map<String, Tensor> FEEDS =
            Map.of(
                    "x", Tensor.of(new float[] {0, 0, 0, 0, 1, 2}, 2, 3),
                    "t", Tensor.labels(new int[] {1, 2}));

    private static Model identity(ElementType type) {
        GraphBuilder builder = GraphBuilder.named("identity");
        ValueType rows = ValueType.tensor(type, Shape.batched("batch", 3));
        builder.input("x", rows);
        builder.named("logits", "Identity", List.of("x"), Map.of());
        return Model.of(builder.output("logits", rows).build());
    }

    private static float[] value(Losses.LossGraph loss) {
        try (Session session = Session.open(loss.model())) {
            return session.compute(FEEDS, loss.loss()).floats();
        }
    }

    private static Losses.LossGraph crossEntropy(Losses.Reduction reduction) {
        return Losses.crossEntropyFromLogits(identity(ElementType.FLOAT), "logits", "t", reduction);
    }

    @Test
    void takesTheCrossEntropyOfEachExampleTheirSumAndTheirMean() {
        float first = 1.0986123f;
        float second = 0.4076060f;
        assertThat(value(crossEntropy(Losses.Reduction.NONE)))
                .containsExactly(new float[] {first, second}, within(1e-6f));
        assertThat(value(crossEntropy(Losses.Reduction.SUM)))
                .containsExactly(new float[] {first + second}, within(1e-6f));
        assertThat(value(crossEntropy(Losses.Reduction.MEAN)))
                .containsExactly(new float[] {(first + second) / 2}, within(1e-6f));
    }

    @Test
    void givesEachExampleItsOwnGradientUnderTheSum() {
        Losses.LossGraph loss = crossEntropy(Losses.Reduction.SUM);
        GradientGraph gradients = Gradients.of(loss.model(), loss.loss(), List.of("x"));
        try (Session session = Session.open(gradients.model())) {
            float[] slopes = session.compute(FEEDS, gradients.gradientOf("x")).floats();
            // softmax − onehot
            assertThat(slopes)
                    .containsExactly(
                            new float[] {
                                1 / 3f, -2 / 3f, 1 / 3f, 0.0900306f, 0.2447285f, 0.6652410f - 1
                            },
                            within(1e-6f));
        }
    }

    @Test
    void staysFiniteWhereTheSoftmaxUnderflows() {
        Losses.LossGraph loss = crossEntropy(Losses.Reduction.MEAN);
        GradientGraph gradients = Gradients.of(loss.model(), loss.loss(), List.of("x"));
        Map<String, Tensor> extreme =
                Map.of(
                        "x", Tensor.of(new float[] {1000, 0, -1000}, 1, 3),
                        "t", Tensor.labels(new int[] {2}));
        try (Session session = Session.open(gradients.model())) {
            Map<String, Tensor> results = session.run(extreme);
            assertThat(Objects.requireNonNull(results.get("loss")).scalar()).isEqualTo(2000);
            assertThat(session.compute(extreme, gradients.gradientOf("x")).floats())
                    .containsExactly(1, 0, -1);
        }
    }

    @Test
    void takesTheLogitOfTheClassAndItsMargin() {
        Model model = identity(ElementType.FLOAT);
        assertThat(value(Losses.selected(model, "logits", "t", Losses.Reduction.NONE)))
                .containsExactly(0, 2);
        assertThat(value(Losses.margin(model, "logits", "t", Losses.Reduction.NONE)))
                .containsExactly(0, -1);
    }

    @Test
    void cutsTheLogarithmOfAProbabilityOfZero() {
        float[] values =
                value(
                        Losses.negativeLogLikelihood(
                                identity(ElementType.FLOAT), "logits", "t", Losses.Reduction.NONE));
        assertThat(values[0]).isCloseTo(27.631021f, within(1e-4f));
    }

    @Test
    void refusesValuesThatAreNotReal() {
        assertThatThrownBy(() ->
                        Losses.crossEntropyFromLogits(
                                identity(ElementType.INT64), "logits", "t", Losses.Reduction.MEAN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'logits' is no value of a floating-point type");
        assertThatThrownBy(() ->
                        Losses.crossEntropyFromLogits(
                                identity(ElementType.FLOAT), "logits", "x", Losses.Reduction.MEAN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'x' is empty or taken");
    }
}
