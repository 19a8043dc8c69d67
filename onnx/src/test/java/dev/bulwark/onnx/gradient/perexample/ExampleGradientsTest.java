package dev.bulwark.onnx.gradient.perexample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.infer.TypeInference;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleGradientsTest {
    private static final long SEED = Long.getLong("bulwark.seed", 20261126L);

    private static ValueType batched(long... rest) {
        return ValueType.tensor(ElementType.DOUBLE, Shape.batched("batch", rest));
    }

    private static double[] random(int count) {
        return new SplittableRandom(SEED + count).doubles(count, -1, 1).toArray();
    }

    /** Sums everything but axis 0 and names it the loss. */
    private static Model losses(GraphBuilder builder, String value) {
        String rows = builder.node("Reshape", value, builder.constant(TensorValue.vector(0, -1)));
        builder.named(
                "loss",
                "ReduceSum",
                List.of(rows, builder.constant(TensorValue.vector(1))),
                Map.of("keepdims", Attribute.of(0L)));
        builder.output("loss", batched());
        return Model.of(builder.build());
    }

    private static void agree(
            Model model,
            List<String> parameters,
            Map<String, Tensor> batch,
            Map<String, Tensor> shared,
            int count) {
        OneByOne slow = new OneByOne(model, "loss", parameters, batch, shared, count);
        PerExampleGraph graph =
                ExampleGradients.of(
                        model,
                        PerExampleRequest.jointly("loss", parameters, new Weighting.Clipped()));
        double bound = Math.sqrt(slow.squaredNorm(0, parameters));
        Map<String, Tensor> feeds = new LinkedHashMap<>(shared);
        feeds.putAll(batch);
        feeds.put(PerExampleGraph.CLIPPING_NORM, Tensor.of(new double[] {bound}));
        try (Session session = Session.open(graph.model())) {
            Map<String, Tensor> results = session.run(feeds);
            double[] squared =
                    OneByOne.doubles(OneByOne.get(results, graph.squaredNorms().orElseThrow()));
            for (int i = 0; i < count; i++) {
                assertThat(squared[i]).isCloseTo(slow.squaredNorm(i, parameters), within(1e-9));
            }
            double[] weights = slow.clipping(bound, parameters);
            for (String parameter : parameters) {
                assertThat(OneByOne.doubles(OneByOne.get(results, graph.sumOf(parameter))))
                        .containsExactly(slow.sum(parameter, weights), within(1e-9));
            }
        }
    }

    @Test
    void countsTheCrossTermsOfATableThatIsEmbeddingAndOutput() {
        GraphBuilder builder = GraphBuilder.named("tied");
        builder.input("tokens", ValueType.tensor(ElementType.INT64, Shape.batched("batch", 3)));
        builder.input("table", ValueType.tensor(ElementType.DOUBLE, 30, 20));
        String embedded = builder.node("Tanh", builder.node("Gather", "table", "tokens"));
        String turned =
                builder.node("Transpose", List.of("table"), Map.of("perm", Attribute.ints(1, 0)));
        String scores = builder.node("Tanh", builder.node("MatMul", embedded, turned));
        Model model = losses(builder, scores);
        Map<String, Tensor> batch =
                Map.of("tokens", Tensor.of(new long[] {4, 1, 4, 0, 0, 0, 2, -1, 29}, 3, 3));
        agree(model, List.of("table"), batch, Map.of("table", Tensor.of(random(600), 30, 20)), 3);
    }

    @Test
    void countsTheCrossTermsOfALayerUsedTwice() {
        GraphBuilder builder = GraphBuilder.named("twice");
        builder.input("x", batched(4));
        builder.input("w", ValueType.tensor(ElementType.DOUBLE, 4, 4));
        String first = builder.node("Tanh", builder.node("MatMul", "x", "w"));
        String second =
                builder.node("Gemm", List.of(first, "w"), Map.of("transB", Attribute.of(1L)));
        Model model = losses(builder, builder.node("Tanh", second));
        agree(
                model,
                List.of("w"),
                Map.of("x", Tensor.of(random(20), 5, 4)),
                Map.of("w", Tensor.of(random(16), 4, 4)),
                5);
    }

    @Test
    void followsStepsMergedIntoTheBatch() {
        GraphBuilder builder = GraphBuilder.named("merged");
        builder.input("x", batched(3, 4));
        builder.input("w", ValueType.tensor(ElementType.DOUBLE, 4, 5));
        builder.input("b", ValueType.tensor(ElementType.DOUBLE, 5));
        String rows = builder.node("Reshape", "x", builder.constant(TensorValue.vector(-1, 4)));
        String dense = builder.node("Tanh", builder.node("Gemm", rows, "w", "b"));
        String apart = builder.node("Reshape", dense, builder.constant(TensorValue.vector(-1, 15)));
        agree(
                losses(builder, apart),
                List.of("w", "b"),
                Map.of("x", Tensor.of(random(48), 4, 3, 4)),
                Map.of(
                        "w", Tensor.of(random(20), 4, 5),
                        "b", Tensor.of(random(5), 5)),
                4);
    }

    @Test
    void followsParametersThroughWhatIsComputedFromThem() {
        GraphBuilder builder = GraphBuilder.named("computed");
        builder.input("x", batched(3, 4));
        builder.input("a", ValueType.tensor(ElementType.DOUBLE, 4));
        builder.input("b", ValueType.tensor(ElementType.DOUBLE, 3, 1));
        String scale = builder.node("Mul", builder.node("Exp", "a"), "b");
        String shift = builder.node("Mul", "a", "a");
        String scaled = builder.node("Mul", "x", scale);
        Model model = losses(builder, builder.node("Tanh", builder.node("Add", scaled, shift)));
        agree(
                model,
                List.of("a", "b"),
                Map.of("x", Tensor.of(random(60), 5, 3, 4)),
                Map.of(
                        "a", Tensor.of(random(4), 4),
                        "b", Tensor.of(random(3), 3, 1)),
                5);
    }

    @Test
    void weighsByWhatIsGiven() {
        GraphBuilder builder = GraphBuilder.named("given");
        builder.input("x", batched(4));
        builder.input("w", ValueType.tensor(ElementType.DOUBLE, 4, 2));
        Model model = losses(builder, builder.node("Tanh", builder.node("MatMul", "x", "w")));
        Map<String, Tensor> batch = Map.of("x", Tensor.of(random(12), 3, 4));
        Map<String, Tensor> shared = Map.of("w", Tensor.of(random(8), 4, 2));
        double[] weights = {0.5, 0, -2};
        PerExampleGraph graph =
                ExampleGradients.of(
                        model,
                        PerExampleRequest.jointly("loss", List.of("w"), new Weighting.Given()));
        Map<String, Tensor> feeds = new LinkedHashMap<>(shared);
        feeds.putAll(batch);
        feeds.put(PerExampleGraph.EXAMPLE_WEIGHTS, Tensor.of(weights, 3));
        OneByOne slow = new OneByOne(model, "loss", List.of("w"), batch, shared, 3);
        try (Session session = Session.open(graph.model())) {
            assertThat(session.compute(feeds, graph.sumOf("w")).doubles())
                    .containsExactly(slow.sum("w", weights), within(1e-12));
        }
    }

    @Test
    void makesNothingOfTheSizeOfAGradientForEachExample() {
        GraphBuilder builder = GraphBuilder.named("wide");
        builder.input("x", batched(300));
        builder.input("w", ValueType.tensor(ElementType.DOUBLE, 300, 200));
        Model model = losses(builder, builder.node("Tanh", builder.node("Gemm", "x", "w")));
        Model graph =
                ExampleGradients.of(
                                model,
                                PerExampleRequest.jointly(
                                        "loss", List.of("w"), new Weighting.Clipped()))
                        .model();
        TypeInference types = TypeInference.of(graph);
        for (Node node : graph.graph().nodes()) {
            for (String output : node.outputs()) {
                Shape shape = types.type(output).orElseThrow().shape();
                assertThat(shape).as(node.describe()).isInstanceOf(Shape.Ranked.class);
                long fixed = 1;
                boolean open = false;
                for (Dimension dimension : ((Shape.Ranked) shape).dimensions()) {
                    fixed *= dimension instanceof Dimension.Fixed(long size) ? size : 1;
                    open |= !(dimension instanceof Dimension.Fixed);
                }
                assertThat(fixed).as(node.describe()).isLessThanOrEqualTo(open ? 300 : 300 * 200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "overTheBatch",
                "meanOfTheBatch",
                "pairs",
                "byPlace",
                "chosen",
                "unknownOperator",
                "byNumber",
                "shuffled"
            })
    void refusesWhatMixesExamplesAndNamesTheNode(String how) {
        GraphBuilder builder = GraphBuilder.named("mixed");
        builder.input("x", batched(4));
        builder.input("w", ValueType.tensor(ElementType.DOUBLE, 4, 4));
        String h = builder.node("MatMul", "x", "w");
        Model model = losses(builder, mixed(builder, how, h));
        assertThatThrownBy(() ->
                        ExampleGradients.of(
                                model,
                                PerExampleRequest.jointly(
                                        "loss", List.of("w"), new Weighting.Clipped())))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo("GRADIENT_MIXES_EXAMPLES");
                            assertThat(e.what()).contains("node '");
                        });
    }

    private static String mixed(GraphBuilder builder, String how, String h) {
        return switch (how) {
            case "overTheBatch" ->
                    builder.node("Softmax", List.of(h), Map.of("axis", Attribute.of(0L)));
            case "meanOfTheBatch" -> {
                String mean =
                        builder.node("ReduceMean", h, builder.constant(TensorValue.vector(0)));
                yield builder.node("Sub", h, mean);
            }
            case "pairs" ->
                    builder.node(
                            "MatMul",
                            h,
                            builder.node(
                                    "Transpose", List.of(h), Map.of("perm", Attribute.ints(1, 0))));
            case "byPlace" ->
                    builder.node(
                            "Mul",
                            h,
                            builder.constant(TensorValue.of(new double[] {1, 2, 3}, 3, 1)));
            case "chosen" -> builder.node("Gather", h, builder.constant(TensorValue.vector(0)));
            case "unknownOperator" -> builder.node("Unheard", h);
            case "byNumber" -> {
                String count = builder.node("Size", h);
                String real = builder.node("Cast", List.of(count), Map.of("to", Attribute.of(11L)));
                yield builder.node("Div", h, real);
            }
            case "shuffled" -> {
                String turned =
                        builder.node("Transpose", List.of(h), Map.of("perm", Attribute.ints(1, 0)));
                yield builder.node("Reshape", turned, builder.constant(TensorValue.vector(-1, 4)));
            }
            default -> throw new IllegalArgumentException(how);
        };
    }
}
