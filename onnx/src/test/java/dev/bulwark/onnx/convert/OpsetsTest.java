package dev.bulwark.onnx.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.Fixtures;
import dev.bulwark.onnx.gradient.GradientGraph;
import dev.bulwark.onnx.gradient.Gradients;
import dev.bulwark.onnx.gradient.Losses;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Checker;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.rewrite.UnreadStatistics;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpsetsTest {
    private static final float[] SIX = {0.5f, -2, 3, -0.25f, 7, 1};

    static List<Path> models() throws IOException {
        return Fixtures.modelsOrPlaceholder();
    }

    @ParameterizedTest
    @MethodSource("models")
    void computesTheSameBitsForWhatPyTorchExports(Path file) throws IOException {
        if (!Files.exists(file)) {
            abort("SKIPPED: " + Fixtures.FOLDER + " is not there");
        }
        Model model = Fixtures.read(file);
        Model converted = Opsets.current(model);
        Checker.check(converted);
        assertThat(converted.opset()).isEqualTo(18);
        assertThat(converted.graph().outputs()).isEqualTo(model.graph().outputs());
        sameBits(model, converted, Fixtures.feeds(model, 3, 7));
    }

    private static Map<String, Tensor> sameBits(
            Model model, Model converted, Map<String, Tensor> feeds) {
        try (Session before = Session.open(model);
                Session after = Session.open(converted)) {
            Map<String, Tensor> old = before.run(feeds);
            Map<String, Tensor> fresh = after.run(feeds);
            old.forEach((name, tensor) -> {
                Tensor other = get(fresh, name);
                assertThat(other.shape()).as(name).isEqualTo(tensor.shape());
                assertThat(other.floats()).as(name).isEqualTo(tensor.floats());
            });
            return fresh;
        }
    }

    private static Tensor get(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    /** One node over {@code x}, FLOAT [n, 3]; weights are listed as inputs, as they had to be. */
    private static Model old(
            long opset,
            String operator,
            Map<String, TensorValue> weights,
            int outputs,
            Map<String, Attribute> attributes) {
        GraphBuilder builder = GraphBuilder.named("old");
        builder.input("x", ValueType.tensor(ElementType.FLOAT, Shape.batched("n", 3)));
        weights.forEach(builder::initializer);
        List<String> inputs = Stream.concat(Stream.of("x"), weights.keySet().stream()).toList();
        List<String> results = builder.node(operator, "", inputs, outputs, attributes);
        builder.output(results.getFirst(), ValueType.unranked(ElementType.FLOAT));
        Model model = Model.of(builder.build());
        List<ValueInfo> listed = new ArrayList<>(model.graph().inputs());
        weights.forEach((name, value) -> listed.add(new ValueInfo(name, value.type())));
        return model.withGraph(model.graph().withInputs(listed)).withVersions(3, Map.of("", opset));
    }

    private static Tensor compute(Model model) {
        Model converted = Opsets.current(model);
        Checker.check(converted);
        assertThat(converted.graph().requiredInputs()).containsExactly("x");
        assertThat(converted.graph().inputs()).hasSize(1);
        return sameBits(model, converted, Map.of("x", Tensor.of(SIX, 2, 3)))
                .values()
                .iterator()
                .next();
    }

    private static Tensor compute(long opset, String operator, Map<String, Attribute> attributes) {
        return compute(old(opset, operator, Map.of(), 1, attributes));
    }

    @Test
    void takesTheAxesOfReductionsAsAnInput() {
        assertThat(compute(7, "ReduceSum", Map.of("axes", Attribute.ints(1))).floats())
                .containsExactly(1.5f, 7.75f);
        assertThat(compute(13, "ReduceMax", Map.of("axes", Attribute.ints(-2))).floats())
                .containsExactly(0.5f, 7, 3);
        assertThat(compute(11, "ReduceSumSquare", Map.of("keepdims", Attribute.of(0L))).shape())
                .isEmpty();
    }

    @Test
    void takesTheAxesOfSqueezesAsAnInput() {
        assertThat(compute(11, "Unsqueeze", Map.of("axes", Attribute.ints(0, 3))).shape())
                .containsExactly(1, 2, 3, 1);
    }

    /** Set 12 normalised over everything from the axis on: here all six elements. */
    @Test
    void keepsTheOldMeaningOfSoftmax() {
        float[] all = compute(12, "Softmax", Map.of("axis", Attribute.of(0L))).floats();
        double total = 0;
        for (float value : SIX) {
            total += Math.exp(value);
        }
        for (int i = 0; i < all.length; i++) {
            assertThat(all[i]).isCloseTo((float) (Math.exp(SIX[i]) / total), within(1e-6f));
        }
        assertThat(compute(9, "LogSoftmax", Map.of()).shape()).containsExactly(2, 3);
        assertThat(compute(11, "Hardmax", Map.of()).floats()).containsExactly(0, 0, 1, 0, 1, 0);
    }

    @Test
    void movesTheSettingsOfClipPadSliceAndTopKToInputs() {
        assertThat(
                        compute(
                                        10,
                                        "Clip",
                                        Map.of("min", Attribute.of(-1f), "max", Attribute.of(2f)))
                                .floats())
                .containsExactly(0.5f, -1, 2, -0.25f, 2, 1);
        assertThat(
                        compute(
                                        10,
                                        "Pad",
                                        Map.of(
                                                "pads",
                                                Attribute.ints(0, 1, 0, 0),
                                                "value",
                                                Attribute.of(9f)))
                                .floats())
                .containsExactly(9, 0.5f, -2, 3, 9, -0.25f, 7, 1);
        assertThat(
                        compute(
                                        9,
                                        "Slice",
                                        Map.of(
                                                "starts",
                                                Attribute.ints(1),
                                                "ends",
                                                Attribute.ints(3),
                                                "axes",
                                                Attribute.ints(1)))
                                .floats())
                .containsExactly(-2, 3, 7, 1);
        Model topTwo = old(9, "TopK", Map.of(), 2, Map.of("k", Attribute.of(2L)));
        assertThat(compute(topTwo).floats()).containsExactly(3, 0.5f, 7, 1);
    }

    @Test
    void splitsAsBefore() {
        Map<String, Attribute> sizes =
                Map.of("axis", Attribute.of(1L), "split", Attribute.ints(1, 2));
        assertThat(compute(old(11, "Split", Map.of(), 2, sizes)).floats())
                .containsExactly(0.5f, -0.25f);
        assertThat(compute(old(13, "Split", Map.of(), 2, Map.of())).floats())
                .containsExactly(0.5f, -2, 3);
    }

    @Test
    void leavesOutTheMaskOfADropoutThatDropsNothing() {
        Model dropout = old(7, "Dropout", Map.of(), 2, Map.of("ratio", Attribute.of(0.5f)));
        assertThat(compute(dropout).floats()).isEqualTo(SIX);
    }

    @Test
    void enlargesAsUpsampleDid() {
        Map<String, Attribute> attribute =
                Map.of("scales", new Attribute.OfFloats(List.of(1f, 2f)));
        float[] doubled = {0.5f, 0.5f, -2, -2, 3, 3, -0.25f, -0.25f, 7, 7, 1, 1};
        assertThat(compute(7, "Upsample", attribute).floats()).isEqualTo(doubled);
        Map<String, TensorValue> scales = Map.of("scales", TensorValue.of(new float[] {1, 2}, 2));
        assertThat(compute(old(9, "Upsample", scales, 1, Map.of())).floats()).isEqualTo(doubled);
        assertThat(compute(old(10, "Resize", scales, 1, Map.of())).floats()).isEqualTo(doubled);
        Map<String, TensorValue> half = Map.of("scales", TensorValue.of(new float[] {1, 0.4f}, 2));
        compute(old(10, "Resize", half, 1, Map.of()));
    }

    @Test
    void keepsNormalisationForUse() {
        Map<String, TensorValue> weights = new LinkedHashMap<>();
        for (String name : List.of("scale", "bias", "mean", "var")) {
            weights.put(name, TensorValue.of(new float[] {1, 2, 4}, 3));
        }
        Map<String, Attribute> exact = Map.of("epsilon", Attribute.of(0f));
        Model model = old(9, "BatchNormalization", weights, 1, exact);
        assertThat(compute(model).floats()[0]).isEqualTo(0.5f);
    }

    /** PyTorch names five outputs in the form for training; the engine no longer runs it. */
    @Test
    void turnsNormalisationForTrainingIntoItsNewForm() {
        Map<String, TensorValue> weights = new LinkedHashMap<>();
        weights.put("scale", TensorValue.of(new float[] {1, 1, 1}, 3));
        weights.put("bias", TensorValue.of(new float[3], 3));
        weights.put("mean", TensorValue.of(new float[3], 3));
        weights.put("var", TensorValue.of(new float[] {1, 1, 1}, 3));
        Model model = old(12, "BatchNormalization", weights, 5, Map.of());
        Model converted = Opsets.current(model);
        Graph settled = UnreadStatistics.settled(converted.graph());
        try (Session session = Session.open(converted.withGraph(settled))) {
            float[] normal =
                    session.run(Map.of("x", Tensor.of(SIX, 2, 3)))
                            .values()
                            .iterator()
                            .next()
                            .floats();
            // Two rows: each column's two values are one deviation above and below their mean.
            assertThat(normal[1]).isCloseTo(-1, within(1e-4f));
            assertThat(normal[4]).isCloseTo(1, within(1e-4f));
        }
    }

    @Test
    void convertsInsideSubgraphs() {
        GraphBuilder then = GraphBuilder.named("then");
        String mean = then.node("ReduceMean", List.of("x"), Map.of("axes", Attribute.ints(1)));
        then.named("inner", "Sub", List.of("x", mean), Map.of());
        then.output("inner", ValueType.unranked(ElementType.FLOAT));
        GraphBuilder other = GraphBuilder.named("else");
        other.named("same", "Clip", List.of("x"), Map.of("max", Attribute.of(0f)));
        other.output("same", ValueType.unranked(ElementType.FLOAT));
        for (boolean which : new boolean[] {true, false}) {
            GraphBuilder builder = GraphBuilder.named("outer");
            builder.input("x", ValueType.tensor(ElementType.FLOAT, 2, 3));
            byte[] flag = {(byte) (which ? 1 : 0)};
            builder.initializer(
                    "flag", TensorValue.ofRaw(ElementType.BOOL, List.of(), Bytes.of(flag)));
            String result =
                    builder.node(
                            "If",
                            List.of("flag"),
                            Map.of(
                                    "then_branch",
                                    new Attribute.OfGraph(then.build()),
                                    "else_branch",
                                    new Attribute.OfGraph(other.build())));
            builder.output(result, new ValueType.Unspecified());
            Model model = Model.of(builder.build()).withVersions(6, Map.of("", 10L));
            sameBits(model, Opsets.current(model), Map.of("x", Tensor.of(SIX, 2, 3)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {9, 11, 12, 13, 17, 18})
    void differentiatesModelsOfOlderSets(long opset) {
        Model model = old(opset, "Softmax", Map.of(), 1, Map.of("axis", Attribute.of(1L)));
        String output = model.graph().outputs().getFirst().name();
        Losses.LossGraph loss =
                Losses.negativeLogLikelihood(model, output, "t", Losses.Reduction.MEAN);
        GradientGraph gradients = Gradients.of(loss.model(), loss.loss(), List.of("x"));
        try (Session session = Session.open(gradients.model())) {
            float[] slope =
                    session.compute(
                                    Map.of(
                                            "x",
                                            Tensor.of(SIX, 2, 3),
                                            "t",
                                            Tensor.of(new long[2], 2)),
                                    gradients.gradientOf("x"))
                            .floats();
            assertThat(slope).hasSize(6);
            // Softmax's own: probability minus one-hot, over the two examples.
            assertThat(slope[0] + slope[1] + slope[2]).isCloseTo(0, within(1e-6f));
        }
    }

    @Test
    void refusesWhatHasNoCounterpart() {
        refused(old(5, "Relu", Map.of(), 1, Map.of()), "operator set 5");
        Map<String, TensorValue> weights =
                Map.of("scales", TensorValue.of(new float[] {2, 0.5f}, 2));
        refused(old(10, "Resize", weights, 1, Map.of()), "enlarges one axis");
        refused(
                old(8, "BatchNormalization", Map.of(), 1, Map.of("spatial", Attribute.of(0L))),
                "spatial = 0");
        refused(old(8, "Scan", Map.of(), 1, Map.of()), "Scan of set 8");
    }

    private static void refused(Model model, String why) {
        assertThatThrownBy(() -> Opsets.current(model))
                .isInstanceOfSatisfying(
                        BulwarkException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo("MODEL_UNSUPPORTED");
                            assertThat(e.what()).contains(why);
                        });
    }
}
