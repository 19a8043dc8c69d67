package dev.bulwark.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.bulwark.onnx.Fixtures;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Checker;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.run.EngineOptions;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RewritesTest {
    static final EngineOptions AS_WRITTEN =
            EngineOptions.deterministic().withOptimisation(EngineOptions.Optimisation.NONE);

    static List<Path> models() throws IOException {
        return Fixtures.modelsOrPlaceholder();
    }

    /** Fails unless both models give the same bits. */
    static void sameBits(Model before, Model after, Map<String, Tensor> feeds) {
        Checker.check(after);
        assertThat(after.graph().outputs()).isEqualTo(before.graph().outputs());
        try (Session old = Session.open(before, AS_WRITTEN);
                Session fresh = Session.open(after, AS_WRITTEN)) {
            Map<String, Tensor> others = fresh.run(feeds);
            old.run(feeds)
                    .forEach((name, tensor) -> {
                        Tensor other = Objects.requireNonNull(others.get(name), name);
                        assertThat(other.shape()).as(name).isEqualTo(tensor.shape());
                        assertThat(other.elementType()).as(name).isEqualTo(tensor.elementType());
                        assertThat(bits(other)).as(name).isEqualTo(bits(tensor));
                    });
        }
    }

    private static long[] bits(Tensor tensor) {
        return switch (tensor.elementType()) {
            case INT64 -> tensor.longs();
            case INT32 -> Arrays.stream(tensor.ints()).asLongStream().toArray();
            // Single precision and truth values are kept apart by their doubles, zeros' signs too.
            default ->
                    Arrays.stream(tensor.toDoubles())
                            .mapToLong(Double::doubleToRawLongBits)
                            .toArray();
        };
    }

    @ParameterizedTest
    @MethodSource("models")
    void leaveEveryBitOfWhatPyTorchExports(Path file) throws IOException {
        if (!Files.exists(file)) {
            abort("SKIPPED: " + Fixtures.FOLDER + " is not there");
        }
        Model model = Fixtures.read(file);
        Model simple = Rewrites.simplified(model);
        assertThat(simple.graph().nodes().size()).isLessThanOrEqualTo(model.graph().nodes().size());
        assertThat(Rewrites.simplified(simple)).isEqualTo(simple);
        for (int batch : new int[] {2, 5}) {
            sameBits(model, simple, Fixtures.feeds(model, batch, 11));
        }
    }

    private static GraphBuilder rows() {
        GraphBuilder builder = GraphBuilder.named("g");
        builder.input("x", ValueType.tensor(ElementType.FLOAT, Shape.batched("n", 3)));
        return builder;
    }

    private static Model ending(GraphBuilder builder, String... outputs) {
        for (String output : outputs) {
            builder.output(output, ValueType.unranked(ElementType.FLOAT));
        }
        return Model.of(builder.build());
    }

    private static final Map<String, Tensor> SIX =
            Map.of("x", Tensor.of(new float[] {0.5f, -2, 3, -0.25f, 7, 1}, 2, 3));

    private static List<String> operators(Model model) {
        return model.graph().nodes().stream().map(Node::opType).toList();
    }

    @Test
    void leaveOutNodesThatChangeNothing() {
        GraphBuilder b = rows();
        String at = b.node("Relu", "x");
        at = b.node("Identity", at);
        at = b.node("Dropout", at);
        at = b.node("Cast", List.of(at), Map.of("to", Attribute.of(1L)));
        at = b.node("Reshape", at, b.constant(TensorValue.vector(-1, 3)));
        at = b.node("Transpose", List.of(at), Map.of("perm", Attribute.ints(0, 1)));
        at = b.node("Concat", List.of(at), Map.of("axis", Attribute.of(0L)));
        b.named("y", "Identity", List.of(at), Map.of());
        b.named("z", "Identity", List.of("y"), Map.of());
        b.named("same", "Identity", List.of("x"), Map.of());
        Model model = ending(b, "y", "z", "same");
        Model simple = Rewrites.simplified(model);
        assertThat(operators(simple)).containsExactly("Relu", "Identity", "Identity");
        sameBits(model, simple, SIX);
    }

    @Test
    void keepDropoutThatDropsAndReshapesThatMayMove() {
        GraphBuilder b = rows();
        String ratio = b.constant(TensorValue.of(new float[] {0.5f}));
        String on =
                b.constant(
                        Elements.whole(ElementType.BOOL, List.of(), new long[] {1}).orElseThrow());
        String dropped = b.node("Dropout", "x", ratio, on);
        b.named("y", "Reshape", List.of(dropped, b.constant(TensorValue.vector(3, -1))), Map.of());
        Model model = ending(b, "y");
        assertThat(operators(Rewrites.simplified(model))).containsExactly("Dropout", "Reshape");
    }

    @Test
    void doNotBlowUpAConstant() {
        GraphBuilder b = rows();
        String bomb = b.node("ConstantOfShape", b.constant(TensorValue.vector(1 << 15, 1 << 15)));
        b.named("y", "ReduceSum", List.of(bomb), Map.of());
        Model simple = Rewrites.simplified(ending(b, "y"));
        assertThat(operators(simple)).containsExactly("ConstantOfShape", "ReduceSum");
        GraphBuilder many = rows();
        for (int i = 0; i < 100; i++) {
            String size = many.constant(TensorValue.vector((1 << 20) - i));
            many.named("y" + i, "ConstantOfShape", List.of(size), Map.of());
            many.output("y" + i, ValueType.unranked(ElementType.FLOAT));
        }
        Graph graph = Rewrites.simplified(Model.of(many.build())).graph();
        assertThat(graph.initializers().values().stream().mapToLong(TensorValue::elements).sum())
                .isLessThanOrEqualTo(ConstantFolding.MOST_IN_ALL + 100);
    }

    @Test
    void doNotTakeADefaultThatMayBeFedForAConstant() {
        GraphBuilder b = rows();
        b.initializer("w", TensorValue.of(new float[] {1, 2, 3}, 3));
        String twice = b.node("Add", "w", "w");
        b.named("y", "Add", List.of("x", twice), Map.of());
        Model model = ending(b, "y");
        assertThat(operators(Rewrites.simplified(model))).containsExactly("Add");
        ValueInfo listed = new ValueInfo("w", ValueType.tensor(ElementType.FLOAT, 3));
        Model fed =
                model.withGraph(
                        model.graph()
                                .withInputs(List.of(model.graph().inputs().getFirst(), listed)));
        assertThat(operators(Rewrites.simplified(fed))).containsExactly("Add", "Add");
    }

    private static Attribute branch(String operator) {
        GraphBuilder b = GraphBuilder.named("branch");
        b.initializer("two", TensorValue.of(new float[] {2}));
        b.named("inner", operator, List.of("x", "two"), Map.of());
        b.named("result", "Relu", List.of("inner"), Map.of());
        b.output("result", ValueType.unranked(ElementType.FLOAT));
        return new Attribute.OfGraph(b.build());
    }

    @Test
    void putTheBranchThatIsTakenInPlaceOfItsChoice() {
        GraphBuilder b = rows();
        Map<String, Attribute> branches =
                Map.of("then_branch", branch("Add"), "else_branch", branch("Mul"));
        String four = b.constant(TensorValue.of(new long[] {4}));
        String three = b.constant(TensorValue.of(new long[] {3}));
        String first = b.node("If", List.of(b.node("Less", three, four)), branches);
        String second = b.node("If", List.of(b.node("Less", four, three)), branches);
        b.named("y", "Sub", List.of(first, second), Map.of());
        Model model = ending(b, "y");
        Model simple = Rewrites.simplified(model);
        assertThat(operators(simple)).containsExactly("Add", "Relu", "Mul", "Relu", "Sub");
        sameBits(model, simple, SIX);
    }
}
