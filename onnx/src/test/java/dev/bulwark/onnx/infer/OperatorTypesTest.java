package dev.bulwark.onnx.infer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.run.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Operators by themselves, compared with the engine for two batch sizes. */
class OperatorTypesTest {
    private static final long SEED = Long.getLong("bulwark.seed", 20261125L);

    private final GraphBuilder builder = GraphBuilder.named("types");
    private final Map<String, List<Long>> inputs = new LinkedHashMap<>();

    /** A FLOAT input whose first length is open. */
    private String input(long... rest) {
        String name = "x" + inputs.size();
        inputs.put(name, Arrays.stream(rest).boxed().toList());
        return builder.input(name, ValueType.tensor(ElementType.FLOAT, Shape.batched("n", rest)));
    }

    private String weight(long... sizes) {
        int count = 1;
        for (long size : sizes) {
            count *= (int) size;
        }
        return builder.constant(TensorValue.of(new float[count], sizes));
    }

    private String ints(long... values) {
        return builder.constant(TensorValue.vector(values));
    }

    private static Attribute ints(List<Long> values) {
        return new Attribute.OfInts(values);
    }

    /** Everything that was built agrees with the engine; returns what is inferred of the last. */
    private List<Dimension> checked(String output, long opset, int... batches) {
        builder.output(output, new ValueType.Unspecified());
        Model built = Model.of(builder.build());
        Map<String, Long> opsets = new LinkedHashMap<>(built.opsets());
        opsets.put("", opset);
        Model model = built.withVersions(10, opsets);
        TypeInference inference = TypeInference.of(model);
        for (int batch : batches) {
            Map<String, Tensor> feeds = new LinkedHashMap<>();
            inputs.forEach((name, rest) -> {
                long[] shape = new long[rest.size() + 1];
                shape[0] = batch;
                int count = batch;
                for (int i = 0; i < rest.size(); i++) {
                    shape[i + 1] = rest.get(i);
                    count *= rest.get(i).intValue();
                }
                feeds.put(name, Tensor.of(new float[count], shape));
            });
            inference = Agreement.check(model, feeds);
        }
        return ((Shape.Ranked) Objects.requireNonNull(inference.types().get(output)).shape())
                .dimensions();
    }

    private List<Dimension> checked(String output) {
        return checked(output, 18, 2, 3);
    }

    private static List<Dimension> batched(long... rest) {
        return Shape.batched("n", rest).dimensions();
    }

    /** Strides, dilations, pads, automatic pads and rounding up, along one to three axes. */
    @RepeatedTest(60)
    void knowsTheLengthsThatWindowsLeave(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(SEED + repetition.getCurrentRepetition());
        int axes = random.nextInt(1, 4);
        List<Long> kernel = draw(random, axes, 1, 4);
        Map<String, Attribute> settings = new LinkedHashMap<>();
        settings.put("kernel_shape", ints(kernel));
        settings.put("strides", ints(draw(random, axes, 1, 4)));
        String operator =
                List.of("Conv", "MaxPool", "AveragePool", "ConvTranspose").get(random.nextInt(4));
        int padding = random.nextInt(4);
        if (padding == 0) {
            List<Long> pads = new ArrayList<>();
            for (int i = 0; i < 2 * axes; i++) {
                pads.add(random.nextLong(kernel.get(i % axes)));
            }
            settings.put("pads", ints(pads));
        } else if (padding < 3) {
            settings.put("auto_pad", Attribute.of(padding == 1 ? "SAME_UPPER" : "VALID"));
        }
        boolean pool = operator.endsWith("Pool");
        if (pool) {
            settings.put("ceil_mode", Attribute.of((long) random.nextInt(2)));
        } else if (padding != 1) {
            settings.put("dilations", ints(draw(random, axes, 1, 3)));
        }
        long[] sizes = new long[axes + 1];
        sizes[0] = 2;
        for (int i = 1; i <= axes; i++) {
            sizes[i] = random.nextLong(8, 13);
        }
        String x = input(sizes);
        long[] weights = new long[axes + 2];
        weights[0] = 2;
        weights[1] = 2;
        for (int i = 0; i < axes; i++) {
            weights[i + 2] = kernel.get(i);
        }
        List<String> operands = pool ? List.of(x) : List.of(x, weight(weights));
        List<Dimension> result = checked(builder.node(operator, operands, settings));
        assertThat(result.getFirst()).isEqualTo(Dimension.of("n"));
        assertThat(result.subList(1, result.size())).allMatch(Dimension.Fixed.class::isInstance);
    }

    private static List<Long> draw(SplittableRandom random, int count, long least, long below) {
        return random.longs(count, least, below).boxed().toList();
    }

    /** As TorchScript writes {@code view(x.size(0), -1)}, {@code expand} and {@code repeat}. */
    @Test
    void followsShapesThatAreComputed() {
        String x = input(4, 6);
        String first =
                builder.node(
                        "Gather",
                        List.of(
                                builder.node("Shape", x),
                                builder.constant(TensorValue.of(new long[] {0}))),
                        Map.of());
        String batch = builder.node("Unsqueeze", first, ints(0));
        String target =
                builder.node("Concat", List.of(batch, ints(-1)), Map.of("axis", Attribute.of(0L)));
        String flat = builder.node("Reshape", x, target);
        String heads = builder.node("Reshape", flat, ints(-1, 2, 3, 4));
        String merged = builder.node("Reshape", heads, ints(-1, 12));
        String unmerged = builder.node("Reshape", merged, ints(-1, 24));
        String wanted =
                builder.node(
                        "Concat", List.of(batch, ints(-1, 5)), Map.of("axis", Attribute.of(0L)));
        String minusOnes = builder.node("Equal", wanted, ints(-1, -1, -1));
        String shape = builder.node("Where", minusOnes, ints(1, 1, 1), wanted);
        String expanded = builder.node("Expand", weight(1, 7, 1), shape);
        String sliced = builder.node("Slice", expanded, ints(0), batch, ints(0));
        String twice = builder.node("Mul", batch, ints(2));
        String tiled =
                builder.node(
                        "Tile",
                        sliced,
                        builder.node(
                                "Concat",
                                List.of(ints(1), ints(1), ints(2)),
                                Map.of("axis", Attribute.of(0L))));
        String zeros =
                builder.node(
                        "ConstantOfShape",
                        List.of(
                                builder.node(
                                        "Concat",
                                        List.of(twice, ints(3)),
                                        Map.of("axis", Attribute.of(0L)))),
                        Map.of());
        String half =
                builder.node(
                        "Reshape",
                        zeros,
                        builder.node(
                                "Concat",
                                List.of(builder.node("Div", twice, ints(2)), ints(6)),
                                Map.of("axis", Attribute.of(0L))));
        String sum =
                builder.node(
                        "Add",
                        builder.node("Unsqueeze", half, ints(1)),
                        builder.node("ReduceMean", tiled, ints(2)));
        assertThat(checked(builder.node("Add", List.of(sum, weight(1, 7, 6)), Map.of())))
                .isEqualTo(batched(7, 6));
        assertThat(TypeInference.of(Model.of(builder.build())).type(unmerged).orElseThrow().shape())
                .isEqualTo(Shape.batched("n", 24));
    }

    @Test
    void knowsWhatRecurrentLayersMake() {
        String x = input(3, 4);
        for (boolean both : new boolean[] {false, true}) {
            int directions = both ? 2 : 1;
            Map<String, Attribute> settings =
                    Map.of(
                            "hidden_size",
                            Attribute.of(5L),
                            "direction",
                            Attribute.of(both ? "bidirectional" : "forward"));
            builder.node(
                    "LSTM",
                    "",
                    List.of(x, weight(directions, 20, 4), weight(directions, 20, 5)),
                    3,
                    settings);
            builder.node(
                    "GRU",
                    "",
                    List.of(x, weight(directions, 15, 4), weight(directions, 15, 5)),
                    2,
                    settings);
            builder.node(
                    "RNN",
                    "",
                    List.of(x, weight(directions, 5, 4), weight(directions, 5, 5)),
                    2,
                    settings);
        }
        assertThat(checked(builder.node("Relu", "RNN_1"))).isEqualTo(batched(1, 3, 5));
    }

    @Test
    void knowsWhatIndexingMakes() {
        String x = input(4, 6);
        String rows = builder.constant(TensorValue.of(new long[] {0, 2, 1, 3}, 2, 2));
        builder.node("Gather", List.of(x, rows), Map.of("axis", Attribute.of(1L)));
        builder.node(
                "GatherND",
                List.of(x, builder.constant(TensorValue.of(new long[2], 1, 2))),
                Map.of());
        builder.node("TopK", "", List.of(x, ints(3)), 2, Map.of());
        builder.node(
                "Split",
                "",
                List.of(x),
                3,
                Map.of("axis", Attribute.of(2L), "num_outputs", Attribute.of(3L)));
        builder.node("Split", "", List.of(x, ints(1, 3)), 2, Map.of("axis", Attribute.of(1L)));
        builder.node("Slice", x, ints(-1, 5), ints(Long.MIN_VALUE, 1), ints(1, 2), ints(-1, -2));
        builder.node("NonZero", x);
        builder.node("ArgMax", List.of(x), Map.of("axis", Attribute.of(2L)));
        builder.node("CumSum", x, builder.constant(TensorValue.of(new long[] {1})));
        builder.node("Trilu", List.of(x), Map.of());
        String depth = builder.constant(TensorValue.of(new long[] {6}));
        String offOn = builder.constant(TensorValue.of(new float[] {0, 1}, 2));
        builder.node("OneHot", List.of(rows, depth, offOn), Map.of("axis", Attribute.of(0L)));
        builder.node("LayerNormalization", "", List.of(x, weight(6)), 3, Map.of());
        builder.node("EyeLike", List.of(weight(3, 4)), Map.of());
        String einsum =
                builder.node(
                        "Einsum",
                        List.of(x, weight(6, 2)),
                        Map.of("equation", Attribute.of("...ij,jk->...ki")));
        assertThat(checked(einsum)).isEqualTo(batched(2, 4));
    }

    @Test
    void knowsWhatRearrangingAndResizingMake() {
        String x = input(8, 3, 6);
        builder.node("DepthToSpace", List.of(x), Map.of("blocksize", Attribute.of(2L)));
        builder.node("SpaceToDepth", List.of(x), Map.of("blocksize", Attribute.of(3L)));
        builder.node("Pad", x, ints(0, 1, 2, 0, 0, 3, 4, 5));
        builder.node("Pad", x, ints(1, 2), "", ints(2));
        builder.node("Flatten", List.of(x), Map.of("axis", Attribute.of(2L)));
        builder.node("GlobalAveragePool", x);
        builder.node("Squeeze", builder.node("GlobalMaxPool", x), ints(2, 3));
        String scales = builder.constant(TensorValue.of(new float[] {1, 1, 2.5f, 0.5f}, 4));
        assertThat(checked(builder.node("Resize", x, "", scales))).isEqualTo(batched(8, 7, 3));
    }

    @Test
    void knowsWhatAttentionMakes() {
        String flat = input(3, 8);
        builder.node(
                "Attention",
                List.of(flat, flat, flat),
                Map.of("q_num_heads", Attribute.of(2L), "kv_num_heads", Attribute.of(2L)));
        String q = input(2, 3, 4);
        assertThat(checked(builder.node("Attention", q, q, q), 23, 2, 3))
                .isEqualTo(batched(2, 3, 4));
    }

    /** A choice between branches knows what both say, and takes nothing from one alone. */
    @Test
    void knowsOfAChoiceWhatBothBranchesSay() {
        String x = input(4);
        GraphBuilder yes = GraphBuilder.named("yes");
        String shorter = yes.named("shorter", "ReduceSum", List.of(x), Map.of());
        yes.output(shorter, new ValueType.Unspecified());
        GraphBuilder no = GraphBuilder.named("no");
        no.output(no.named("same", "Neg", List.of(x), Map.of()), new ValueType.Unspecified());
        String all = builder.node("ReduceSum", x);
        String zero = builder.constant(TensorValue.of(new float[1], 1, 1));
        String flag = builder.node("Reshape", builder.node("Greater", all, zero), ints());
        String result =
                builder.node(
                        "If",
                        List.of(flag),
                        Map.of(
                                "then_branch",
                                new Attribute.OfGraph(yes.build()),
                                "else_branch",
                                new Attribute.OfGraph(no.build())));
        builder.output(result, new ValueType.Unspecified());
        assertThat(TypeInference.of(Model.of(builder.build())).type(result).orElseThrow().shape())
                .isEqualTo(
                        new Shape.Ranked(
                                List.of(new Dimension.Unknown(), new Dimension.Unknown())));
    }

    @Test
    void leavesAnUnknownOperatorAlone() {
        String x = input(4);
        String custom = builder.node("Mystery", x);
        String after = builder.node("Relu", custom);
        builder.output(after, new ValueType.Unspecified());
        TypeInference inference = TypeInference.of(Model.of(builder.build()));
        assertThat(inference.type(custom)).isEmpty();
        assertThat(inference.type(after)).isEmpty();
    }
}
