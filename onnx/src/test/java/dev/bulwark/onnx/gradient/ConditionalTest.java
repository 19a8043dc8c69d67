package dev.bulwark.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.OnnxReader;
import dev.bulwark.onnx.graph.OnnxWriter;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The gradient of an If is that of the branch that was taken. */
class ConditionalTest {
    private static final ValueType ROWS =
            ValueType.tensor(ElementType.FLOAT, Shape.batched("batch", 3));

    private static Attribute branch(GraphBuilder builder, String... outputs) {
        for (String output : outputs) {
            builder.output(output, ROWS);
        }
        return new Attribute.OfGraph(builder.build());
    }

    /** y = flag ? w · x² : x + 0 · w, where both branches call their inner value alike. */
    private static Model model() {
        GraphBuilder builder = GraphBuilder.named("g");
        builder.input("x", ROWS);
        builder.input("flag", ValueType.tensor(ElementType.BOOL));
        builder.initializer("w", TensorValue.of(new float[] {2, 3, 4}, 3));
        String h = builder.node("Neg", "x");
        GraphBuilder square = GraphBuilder.named("square");
        square.named("Mul_1", "Mul", List.of(h, h), Map.of());
        square.named("taken", "Mul", List.of("Mul_1", "w"), Map.of());
        GraphBuilder line = GraphBuilder.named("line");
        line.named("Mul_1", "Neg", List.of(h), Map.of());
        line.named("taken", "Identity", List.of("Mul_1"), Map.of());
        Map<String, Attribute> branches = new LinkedHashMap<>();
        branches.put("then_branch", branch(square, "taken"));
        branches.put("else_branch", branch(line, "taken"));
        builder.named("chosen", "If", List.of("flag"), branches);
        builder.named("y", "Mul", List.of("chosen", "chosen"), Map.of());
        return Model.of(builder.output("y", ROWS).build());
    }

    private static float[] gradient(String of, boolean flag) {
        GradientGraph gradients = Gradients.of(model(), "y", List.of("x", "w"));
        OnnxReader.read(OnnxWriter.write(gradients.model()));
        assertThat(gradients.stops()).isEmpty();
        Map<String, Tensor> feeds =
                Map.of(
                        "x", Tensor.of(new float[] {1, 2, -1}, 1, 3),
                        "flag", Tensor.of(new boolean[] {flag}));
        try (Session session = Session.open(gradients.model())) {
            return session.compute(feeds, gradients.gradientOf(of)).floats();
        }
    }

    @Test
    void goesBackThroughTheBranchThatWasTaken() {
        // (w x²)²: 4 w² x³ by x, 2 w x⁴ by w.
        assertThat(gradient("x", true)).containsExactly(16, 288, -64);
        assertThat(gradient("w", true)).containsExactly(4, 96, 8);
    }

    @Test
    void givesZeroToWhatTheOtherBranchReads() {
        assertThat(gradient("x", false)).containsExactly(2, 4, -2);
        assertThat(gradient("w", false)).containsExactly(0, 0, 0);
    }

    @Test
    void listsTheStopsInsideABranch() {
        GraphBuilder builder = GraphBuilder.named("g");
        builder.input("x", ROWS);
        builder.input("flag", ValueType.tensor(ElementType.BOOL));
        GraphBuilder rounded = GraphBuilder.named("rounded");
        String whole = rounded.node("Round", List.of("x"), Map.of());
        rounded.named("a", "Add", List.of(whole, "x"), Map.of());
        GraphBuilder plain = GraphBuilder.named("plain");
        plain.named("b", "Identity", List.of("x"), Map.of());
        Map<String, Attribute> branches = new LinkedHashMap<>();
        branches.put("then_branch", branch(rounded, "a"));
        branches.put("else_branch", branch(plain, "b"));
        builder.named("y", "If", List.of("flag"), branches);
        Model model = Model.of(builder.output("y", ROWS).build());
        assertThat(Gradients.of(model, "y", List.of("x")).stops())
                .singleElement()
                .satisfies(stop -> assertThat(stop.operator()).isEqualTo("Round"))
                .satisfies(stop -> assertThat(stop.concerns()).containsExactly("x"));
    }
}
