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
        assertThat(value(MarginLosses.margin(model, "logits", "t", Losses.Reduction.NONE)))
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

    private static float[] value(Losses.LossGraph loss, Map<String, Tensor> feeds) {
        try (Session session = Session.open(loss.model())) {
            return session.compute(feeds, loss.loss()).floats();
        }
    }

    private static float[] gradient(Losses.LossGraph loss, Map<String, Tensor> feeds) {
        GradientGraph gradients = Gradients.of(loss.model(), loss.loss(), List.of("x"));
        try (Session session = Session.open(gradients.model())) {
            return session.compute(feeds, gradients.gradientOf("x")).floats();
        }
    }

    private static Map<String, Tensor> withTargets(float... targets) {
        return Map.of(
                "x",
                Tensor.of(new float[] {0, 0, 0, 0, 1, 2}, 2, 3),
                "t",
                Tensor.of(targets, 2, 3));
    }

    @Test
    void spreadsPartOfTheTruthOverAllClasses() {
        // Row 2: log-softmax −2.4076060, −1.4076060, −0.4076060; their mean −1.4076060.
        float[] each =
                value(
                        Losses.crossEntropyFromLogits(
                                identity(ElementType.FLOAT),
                                "logits",
                                "t",
                                0.3,
                                Losses.Reduction.NONE));
        assertThat(each)
                .containsExactly(
                        new float[] {1.0986123f, 0.7f * 0.4076060f + 0.3f * 1.4076060f},
                        within(1e-6f));
    }

    @Test
    void takesProbabilitiesForLabels() {
        Losses.LossGraph loss =
                Losses.softCrossEntropy(
                        identity(ElementType.FLOAT), "logits", "t", Losses.Reduction.NONE);
        Map<String, Tensor> feeds = withTargets(0.5f, 0.5f, 0, 0.25f, 0, 0.75f);
        assertThat(value(loss, feeds))
                .containsExactly(
                        new float[] {1.0986123f, 0.25f * 2.4076060f + 0.75f * 0.4076060f},
                        within(1e-6f));
        assertThat(gradient(loss, feeds))
                .containsExactly(
                        new float[] {
                            1 / 3f - 0.5f,
                            1 / 3f - 0.5f,
                            1 / 3f,
                            0.0900306f - 0.25f,
                            0.2447285f,
                            0.6652410f - 0.75f
                        },
                        within(1e-6f));
    }

    @Test
    void judgesEachOutputByItselfInTheBinaryCrossEntropy() {
        Losses.LossGraph loss =
                Losses.binaryCrossEntropyFromLogits(
                        identity(ElementType.FLOAT), "logits", "t", Losses.Reduction.NONE);
        Map<String, Tensor> feeds = withTargets(0, 1, 0.5f, 0, 1, 1);
        // ln 2 = 0.6931472, ln(1 + e) = 1.3132617, ln(1 + e²) = 2.1269280.
        assertThat(value(loss, feeds))
                .containsExactly(
                        new float[] {0.6931472f, (0.6931472f + 0.3132617f + 0.1269280f) / 3},
                        within(1e-6f));
        assertThat(gradient(loss, feeds)[4]).isCloseTo((0.7310586f - 1) / 3, within(1e-6f));
    }

    @Test
    void takesTheMeanOverThePositionsOfAnExample() {
        GraphBuilder builder = GraphBuilder.named("pixels");
        ValueType pixels = ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 2, 1, 2));
        builder.input("x", pixels);
        builder.named("logits", "Identity", List.of("x"), Map.of());
        Model model = Model.of(builder.output("logits", pixels).build());
        Map<String, Tensor> feeds =
                Map.of(
                        "x",
                        Tensor.of(new float[] {0, 1, 0, 0, 1, 0, 0, 0}, 2, 2, 1, 2),
                        "t",
                        Tensor.of(new long[] {0, 1, 1, 1}, 2, 1, 2));
        Losses.LossGraph each =
                Losses.crossEntropyFromLogits(model, "logits", "t", Losses.Reduction.NONE);
        float[] expected = {(0.6931472f + 1.3132617f) / 2, (1.3132617f + 0.6931472f) / 2};
        assertThat(value(each, feeds)).containsExactly(expected, within(1e-6f));
        Losses.LossGraph mean =
                Losses.crossEntropyFromLogits(model, "logits", "t", Losses.Reduction.MEAN);
        assertThat(value(mean, feeds))
                .containsExactly(new float[] {(expected[0] + expected[1]) / 2}, within(1e-6f));
    }

    @Test
    void measuresTheErrorOfNumbers() {
        Model model = identity(ElementType.FLOAT);
        Losses.Reduction none = Losses.Reduction.NONE;
        // Errors 0, 0, 0 and 0, −2, 3.
        Map<String, Tensor> feeds = withTargets(0, 0, 0, 0, 3, -1);
        assertThat(value(RegressionLosses.squaredError(model, "logits", "t", none), feeds))
                .containsExactly(new float[] {0, 13 / 3f}, within(1e-6f));
        assertThat(value(RegressionLosses.absoluteError(model, "logits", "t", none), feeds))
                .containsExactly(new float[] {0, 5 / 3f}, within(1e-6f));
        Losses.LossGraph huber = RegressionLosses.huber(model, "logits", "t", 2.5, none);
        assertThat(value(huber, feeds))
                .containsExactly(new float[] {0, (2 + 2.5f * (3 - 1.25f)) / 3}, within(1e-6f));
        assertThat(gradient(huber, feeds))
                .containsExactly(new float[] {0, 0, 0, 0, -2 / 3f, 2.5f / 3}, within(1e-6f));
    }

    @Test
    void measuresHowFarTheOwnClassLeads() {
        Model model = identity(ElementType.FLOAT);
        Losses.Reduction none = Losses.Reduction.NONE;
        // Margins 0 and −1; Weston and Watkins: (1.5 + 1.5) / 3 and (0 + 0.5) / 3.
        assertThat(value(MarginLosses.hinge(model, "logits", "t", 1.5, none)))
                .containsExactly(new float[] {1.5f, 0.5f}, within(1e-6f));
        assertThat(value(MarginLosses.multiMargin(model, "logits", "t", 1.5, none)))
                .containsExactly(new float[] {1, 0.5f / 3}, within(1e-6f));
    }

    @Test
    void dividesTheMarginByTheSpreadOfTheLargest() {
        Losses.LossGraph loss =
                MarginLosses.dlr(identity(ElementType.FLOAT), "logits", "t", Losses.Reduction.SUM);
        Map<String, Tensor> feeds =
                Map.of(
                        "x", Tensor.of(new float[] {3, 1, 0, 4, 2, 5}, 2, 3),
                        "t", Tensor.labels(new int[] {0, 1}));
        // −(3 − 1) / (3 − 0) and −(2 − 5) / (5 − 2).
        assertThat(value(loss, feeds)[0]).isCloseTo(-2 / 3f + 1, within(1e-6f));
        // Of −(a − b) / (a − c): −(b − c)/9, 1/3, −(a − b)/9 … and 0 where the ratio is fixed.
        assertThat(gradient(loss, feeds))
                .containsExactly(new float[] {-1 / 9f, 1 / 3f, -2 / 9f, 0, 0, 0}, within(1e-6f));
    }

    @Test
    void pullsTheTargetedRatioTowardsTheTarget() {
        GraphBuilder builder = GraphBuilder.named("identity");
        ValueType rows = ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 4));
        builder.input("x", rows);
        builder.named("logits", "Identity", List.of("x"), Map.of());
        Model model = Model.of(builder.output("logits", rows).build());
        Losses.LossGraph loss =
                MarginLosses.targetedDlr(model, "logits", "t", "u", Losses.Reduction.MEAN);
        assertThat(loss.targets()).containsExactly("t", "u");
        assertThatThrownBy(loss::labels).isInstanceOf(IllegalStateException.class);
        Map<String, Tensor> feeds =
                Map.of(
                        "x", Tensor.of(new float[] {4, 3, 1, 0}, 1, 4),
                        "t", Tensor.labels(new int[] {0}),
                        "u", Tensor.labels(new int[] {2}));
        // −(4 − 1) / (4 − (1 + 0)/2)
        assertThat(value(loss, feeds)[0]).isCloseTo(-3 / 3.5f, within(1e-6f));
        assertThat(gradient(loss, feeds)[1]).isZero();
        assertThatThrownBy(() ->
                        MarginLosses.targetedDlr(
                                identity(ElementType.FLOAT),
                                "logits",
                                "t",
                                "u",
                                Losses.Reduction.MEAN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 classes or more, but the logits have 3");
    }

    @Test
    void takesALossThatIsAGraphOfItsOwn() {
        GraphBuilder own = GraphBuilder.named("loss");
        own.input("prediction", ValueType.unranked(ElementType.FLOAT));
        own.input("weight", ValueType.tensor(ElementType.FLOAT, Shape.of(3)));
        String product = own.node("Mul", "prediction", "weight");
        own.named("total", "ReduceSum", List.of(product), Map.of());
        Model graph = Model.of(own.output("total", ValueType.unranked(ElementType.FLOAT)).build());
        Losses.LossGraph loss =
                Losses.given(identity(ElementType.FLOAT), graph, Map.of("prediction", "logits"));
        assertThat(loss.targets()).containsExactly("weight");
        Map<String, Tensor> feeds =
                Map.of(
                        "x", Tensor.of(new float[] {0, 1, 2}, 1, 3),
                        "weight", Tensor.of(new float[] {5, 6, 7}, 3));
        assertThat(value(loss, feeds)).containsExactly(20);
        assertThat(gradient(loss, feeds)).containsExactly(5, 6, 7);
        assertThatThrownBy(() ->
                        Losses.given(identity(ElementType.FLOAT), graph, Map.of("guess", "logits")))
                .hasMessageContaining("'guess' is no input of the loss");
        assertThatThrownBy(() ->
                        Losses.given(identity(ElementType.INT64), graph, Map.of("prediction", "x")))
                .hasMessageContaining("as FLOAT, but 'x' holds INT64");
    }
}
