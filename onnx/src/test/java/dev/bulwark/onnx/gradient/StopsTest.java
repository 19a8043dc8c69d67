package dev.bulwark.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.gradient.GradientGraph.Stop.Kind;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where gradients vanish or are replaced by construction, the result says so. */
class StopsTest {
    private static final ValueType ROWS =
            ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 3));

    private static Model model(Consumer<GraphBuilder> nodes) {
        GraphBuilder builder = GraphBuilder.named("g");
        builder.input("x", ROWS);
        builder.initializer("w", TensorValue.of(new float[] {2, 3, 4}, 3));
        nodes.accept(builder);
        builder.output("y", ROWS);
        return Model.of(builder.build());
    }

    private static Map<String, Tensor> run(GradientGraph gradients, float... x) {
        try (Session session = Session.open(gradients.model())) {
            return session.run(Map.of("x", Tensor.of(x, x.length / 3, 3)));
        }
    }

    private static float[] floats(Map<String, Tensor> results, String name) {
        return Objects.requireNonNull(results.get(name), name).floats();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Round", "Sign", "Floor", "Ceil", "Hardmax"})
    void listsFlatOperatorsWithWhatTheyConcern(String operator) {
        Model model =
                model(b -> {
                    String h = b.node("Mul", "x", "w");
                    String step = b.node(operator, h);
                    b.named("y", "Add", List.of(step, "x"), Map.of());
                });
        GradientGraph gradients = Gradients.of(model, "y", List.of("x"));
        assertThat(gradients.stops())
                .singleElement()
                .isEqualTo(
                        new GradientGraph.Stop(
                                "node '" + operator + "_1' (" + operator + " -> " + operator
                                        + "_1)",
                                operator,
                                "Mul_1",
                                Kind.ZERO,
                                List.of("x")));
    }

    @Test
    void namesOnlyTheValuesThatReachTheStop() {
        Model model =
                model(b -> {
                    b.initializer("v", TensorValue.of(new float[] {1, 1, 1}, 3));
                    String condition = b.node("Greater", "x", "v");
                    String scaled = b.node("Mul", "x", "w");
                    b.named("y", "Where", List.of(condition, scaled, "v"), Map.of());
                });
        GradientGraph gradients = Gradients.of(model, "y", List.of("w", "x", "v"));
        assertThat(gradients.stops())
                .extracting(stop -> stop.operator() + " " + stop.value() + stop.concerns())
                .containsExactly("Greater x[x]", "Greater v[v]");
    }

    @Test
    void listsCastsToIntegersAndIndices() {
        Model model =
                model(b -> {
                    Map<String, Attribute> toInt =
                            Map.of("to", Attribute.of((long) ElementType.INT64.code()));
                    Map<String, Attribute> toFloat =
                            Map.of("to", Attribute.of((long) ElementType.FLOAT.code()));
                    String whole = b.node("Cast", List.of("x"), toInt);
                    String real = b.node("Cast", List.of(whole), toFloat);
                    String index = b.node("ArgMax", List.of("x"), Map.of("axis", Attribute.of(1L)));
                    String best = b.node("Cast", List.of(index), toFloat);
                    String sum = b.node("Add", "x", real);
                    b.named("y", "Add", List.of(sum, best), Map.of());
                });
        GradientGraph gradients = Gradients.of(model, "y", List.of("x"));
        assertThat(gradients.stops())
                .extracting(GradientGraph.Stop::operator)
                .containsExactly("Cast", "ArgMax");
        GradientGraph through = Gradients.of(model, "y", List.of("x"), List.of(), Set.of("Cast"));
        assertThat(through.stops())
                .extracting(GradientGraph.Stop::kind)
                .containsExactly(Kind.STRAIGHT_THROUGH, Kind.ZERO);
        assertThat(floats(run(through, 0.3f, 1.2f, -2.7f), through.gradientOf("x")))
                .containsExactly(2, 2, 2);
    }

    @Test
    void doesNotListABoundThatIsReached() {
        Model model =
                model(b -> {
                    String one = b.constant(TensorValue.of(new float[] {1}));
                    b.named("y", "Clip", List.of("x", one, one), Map.of());
                });
        GradientGraph gradients = Gradients.of(model, "y", List.of("x"));
        assertThat(gradients.stops()).isEmpty();
        assertThat(floats(run(gradients, 0, 2, 3), gradients.gradientOf("x")))
                .containsExactly(0, 0, 0);
    }

    @Test
    void passesRoundingStraightThroughWhereAskedTo() {
        Model model =
                model(b -> {
                    String h = b.node("Mul", "x", "w");
                    b.named("y", "Round", List.of(h), Map.of());
                });
        GradientGraph gradients =
                Gradients.of(model, "y", List.of("x"), List.of(), Set.of("Round"));
        assertThat(gradients.stops())
                .singleElement()
                .satisfies(stop -> assertThat(stop.kind()).isEqualTo(Kind.STRAIGHT_THROUGH));
        assertThat(floats(run(gradients, 0.3f, 0.4f, 0.2f), gradients.gradientOf("x")))
                .containsExactly(2, 3, 4);
    }

    @Test
    void passesQuantisationStraightThroughExceptWhereItClips() {
        Model model =
                model(b -> {
                    String scale = b.constant(TensorValue.of(new float[] {0.5f}));
                    byte[] three = {3};
                    String zero =
                            b.constant(
                                    TensorValue.ofRaw(
                                            ElementType.INT8, List.of(), Bytes.of(three)));
                    String quantised = b.node("QuantizeLinear", "x", scale, zero);
                    String back = b.node("DequantizeLinear", quantised, scale, zero);
                    b.named("y", "Mul", List.of(back, "w"), Map.of());
                });
        assertThatThrownBy(() -> Gradients.of(model, "y", List.of("x")))
                .hasMessageContaining("the flow ends at node 'QuantizeLinear_1'");
        GradientGraph gradients =
                Gradients.of(model, "y", List.of("x"), List.of(), Set.of("QuantizeLinear"));
        assertThat(floats(run(gradients, 0.3f, 100, -20), gradients.gradientOf("x")))
                .containsExactly(2, 0, 4);
    }

    @Test
    void refusesToPassOtherOperatorsStraightThrough() {
        Model model = model(b -> b.named("y", "Relu", List.of("x"), Map.of()));
        assertThatThrownBy(() -> Gradients.of(model, "y", List.of("x"), List.of(), Set.of("Relu")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'Relu' cannot be passed straight through")
                .hasMessageContaining("QuantizeLinear, Round, Sign");
    }

    @Test
    void takesTheMaskThatDropoutDrewInTheSameRun() {
        Model model =
                model(b -> {
                    String ratio = b.constant(TensorValue.of(new float[] {0.25f}));
                    byte[] yes = {1};
                    String training =
                            b.constant(
                                    TensorValue.ofRaw(ElementType.BOOL, List.of(), Bytes.of(yes)));
                    b.named("y", "Dropout", List.of("x", ratio, training), Map.of());
                });
        GradientGraph gradients = Gradients.of(model, "y", List.of("x"));
        assertThat(gradients.stops())
                .singleElement()
                .satisfies(stop -> assertThat(stop.kind()).isEqualTo(Kind.RANDOM));
        float[] ones = new float[300];
        Arrays.fill(ones, 1);
        Map<String, Tensor> results = run(gradients, ones);
        float[] y = floats(results, "y");
        assertThat(y).contains(0).contains(1 / 0.75f);
        // Of ones, the output is the mask times its scale, and so is the gradient.
        assertThat(floats(results, gradients.gradientOf("x"))).containsExactly(y);
    }

    @Test
    void saysOfALoopThatItHasToBeUnrolled() {
        Model model =
                model(b -> {
                    GraphBuilder body = GraphBuilder.named("body");
                    body.input("i", ValueType.tensor(ElementType.INT64));
                    body.input("c", ValueType.tensor(ElementType.BOOL));
                    body.input("v", ROWS);
                    body.named("next", "Add", List.of("v", "x"), Map.of());
                    body.named("go", "Identity", List.of("c"), Map.of());
                    body.output("go", ValueType.tensor(ElementType.BOOL));
                    body.output("next", ROWS);
                    String count = b.constant(TensorValue.of(new long[] {3}));
                    b.named(
                            "y",
                            "Loop",
                            List.of(count, "", "x"),
                            Map.of("body", new Attribute.OfGraph(body.build())));
                });
        assertThatThrownBy(() -> Gradients.of(model, "y", List.of("x")))
                .hasMessageContaining("'y' (Loop -> y) has no gradient rule")
                .hasMessageContaining("export the model with the loop unrolled");
    }
}
