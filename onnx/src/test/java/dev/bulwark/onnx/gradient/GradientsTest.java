package dev.bulwark.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.OnnxReader;
import dev.bulwark.onnx.graph.OnnxWriter;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class GradientsTest {
    private static final ValueType ROWS =
            ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 3));

    private static Model model(Consumer<GraphBuilder> nodes) {
        GraphBuilder builder = GraphBuilder.named("g");
        builder.input("x", ROWS);
        nodes.accept(builder);
        Graph graph = builder.build();
        builder.output(graph.nodes().getLast().outputs().getFirst(), ROWS);
        return Model.of(builder.build());
    }

    private static float[] gradient(Model model, String loss, String of, float... x) {
        GradientGraph gradients = Gradients.of(model, loss, List.of(of));
        try (Session session = Session.open(gradients.model())) {
            Map<String, Tensor> feeds = Map.of("x", Tensor.of(x, x.length / 3, 3));
            return session.compute(feeds, gradients.gradientOf(of)).floats();
        }
    }

    @Test
    void addsUpWhatComesBackFromEveryUse() {
        // x · x + x, read three times: 2x + 1.
        Model model =
                model(b -> {
                    String square = b.node("Mul", "x", "x");
                    b.named("y", "Add", List.of(square, "x"), Map.of());
                });
        assertThat(gradient(model, "y", "x", 1, -2, 0.5f)).containsExactly(3, -3, 2);
    }

    @Test
    void differentiatesByInnerValuesAndByWeights() {
        Model model =
                model(b -> {
                    b.initializer("w", TensorValue.of(new float[] {2, 3, 4}, 3));
                    b.named("h", "Mul", List.of("x", "w"), Map.of());
                    b.named("y", "Exp", List.of("h"), Map.of());
                });
        float e = (float) Math.E;
        assertThat(gradient(model, "y", "h", 0.5f, 0, 0.25f))
                .containsExactly(new float[] {e, 1, e}, within(1e-5f));
        assertThat(gradient(model, "y", "w", 0.5f, 0, 0.25f, 0.5f, 0, 0.25f))
                .containsExactly(new float[] {e, 0, e / 2}, within(1e-5f));
    }

    @Test
    void pullsAGivenGradientBackAndStopsAtWhatIsHeld() {
        // y = w·x, z = y·w: with y held, z's gradient 1 gives y alone; with it, also x·w.
        Model model =
                model(b -> {
                    b.initializer("w", TensorValue.of(new float[] {2, 3, 4}, 3));
                    b.initializer("one", TensorValue.of(new float[] {1, 1, 1}, 1, 3));
                    b.named("y", "Mul", List.of("x", "w"), Map.of());
                    b.named("z", "Mul", List.of("y", "w"), Map.of());
                });
        Map<String, String> upstream = Map.of("z", "one");
        Model held = Gradients.pullBack(model, upstream, List.of("w"), Set.of("y"));
        Model whole = Gradients.pullBack(model, upstream, List.of("w"), Set.of());
        Map<String, Tensor> feeds = Map.of("x", Tensor.of(new float[] {1, 2, 3}, 1, 3));
        try (Session half = Session.open(held);
                Session full = Session.open(whole)) {
            assertThat(half.compute(feeds, Gradients.nameOf("w")).floats())
                    .containsExactly(2, 6, 12);
            assertThat(full.compute(feeds, Gradients.nameOf("w")).floats())
                    .containsExactly(4, 12, 24);
        }
    }

    @Test
    void namesTheOperatorWithoutARule() {
        Model model =
                model(b -> {
                    String h = b.node("Neg", "x");
                    b.named("y", "Det", List.of(h), Map.of());
                    b.named("z", "Relu", List.of("y"), Map.of());
                });
        assertThatThrownBy(() -> Gradients.of(model, "z", List.of("x")))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo("GRADIENT_NO_RULE");
                            assertThat(e.what()).contains("node 'y' (Det -> y)");
                            assertThat(e.fix()).contains("add a GradientRule for Det");
                        });
    }

    @Test
    void needsNoRuleForOperatorsOffTheWay() {
        Model model =
                model(b -> {
                    b.initializer("w", TensorValue.of(new float[] {2, 3, 4}, 3));
                    String constant = b.node("Softsign", "w");
                    b.named("y", "Mul", List.of("x", constant), Map.of());
                });
        assertThat(gradient(model, "y", "x", 1, 1, 1))
                .containsExactly(new float[] {2 / 3f, 3 / 4f, 4 / 5f}, within(1e-6f));
    }

    @Test
    void refusesWhereTheFlowEndsAndSaysWhere() {
        Model model = model(b -> b.named("y", "Round", List.of("x"), Map.of()));
        assertThatThrownBy(() -> Gradients.of(model, "y", List.of("x")))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo("GRADIENT_UNCONNECTED");
                            assertThat(e.what()).contains("ends at node 'y' (Round -> y)");
                        });
    }

    @Test
    void reportsAStopBesideAnotherWay() {
        Model model =
                model(b -> {
                    String step = b.node("Floor", "x");
                    b.named("y", "Add", List.of(step, "x"), Map.of());
                });
        GradientGraph gradients = Gradients.of(model, "y", List.of("x"));
        assertThat(gradients.stops())
                .singleElement()
                .satisfies(stop -> assertThat(stop.operator()).isEqualTo("Floor"))
                .satisfies(stop -> assertThat(stop.value()).isEqualTo("x"));
    }

    @Test
    void refusesASourceTheLossDoesNotReach() {
        Model model =
                model(b -> {
                    b.input("other", ROWS);
                    b.named("y", "Neg", List.of("x"), Map.of());
                });
        assertThatThrownBy(() -> Gradients.of(model, "y", List.of("x", "other")))
                .hasMessageContaining("'y' does not depend on 'other'");
    }

    @Test
    void refusesNamesThatDoNotExist() {
        Model model = model(b -> b.named("y", "Neg", List.of("x"), Map.of()));
        assertThatThrownBy(() -> Gradients.of(model, "nowhere", List.of("x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'nowhere' is no value");
        assertThatThrownBy(() -> Gradients.of(model, "y", List.of("nowhere")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Gradients.of(model, "y", List.of("x")).gradientOf("y"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAnOldOperatorSet() {
        Model fresh = model(b -> b.named("y", "Neg", List.of("x"), Map.of()));
        Model old = fresh.withVersions(3, Map.of("", 6L));
        assertThatThrownBy(() -> Gradients.of(old, "y", List.of("x")))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("operator set 6")
                .hasMessageContaining("opset_version=18");
    }

    @Test
    void makesTheSameGraphEachTime() {
        Model model =
                model(b -> {
                    String h = b.node("Softmax", b.node("Relu", "x"));
                    b.named("y", "Mul", List.of(h, "x"), Map.of());
                });
        Model first = Gradients.of(model, "y", List.of("x")).model();
        Model second = Gradients.of(model, "y", List.of("x")).model();
        assertThat(OnnxWriter.write(first)).isEqualTo(OnnxWriter.write(second));
        assertThat(OnnxReader.read(OnnxWriter.write(first))).isEqualTo(first);
    }

    @Test
    void differentiatesAChainOfTwentyThousandNodes() {
        Model model =
                model(b -> {
                    String value = "x";
                    for (int i = 0; i < 20_000; i++) {
                        value = b.node(i % 2 == 0 ? "Neg" : "Relu", value);
                    }
                });
        String last = model.graph().nodes().getLast().outputs().getFirst();
        GradientGraph gradients = Gradients.of(model, last, List.of("x"));
        assertThat(gradients.model().graph().nodes()).hasSizeBetween(50_000, 65_000);
    }

    @Test
    void refusesTwoRulesForOneOperator() {
        GradientRule rule = GradientRules.installed().rule("", "Relu").orElseThrow();
        assertThatThrownBy(() -> GradientRules.of(List.of(rule, rule)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("both for Relu");
    }
}
