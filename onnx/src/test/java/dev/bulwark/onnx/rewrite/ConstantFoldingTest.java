package dev.bulwark.onnx.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.run.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Random constant nodes, computed here and by the engine. */
class ConstantFoldingTest {
    private static final long[][] SHAPES = {
        {}, {1}, {3}, {2, 3}, {2, 1}, {1, 3}, {2, 2, 3}, {0}, {2, 0}
    };
    private static final ElementType[] TYPES = {
        ElementType.FLOAT,
        ElementType.DOUBLE,
        ElementType.INT64,
        ElementType.INT32,
        ElementType.BOOL
    };
    private static final String[] OPERATORS = {
        "Neg",
        "Abs",
        "Not",
        "Add",
        "Sub",
        "Mul",
        "Div",
        "Mod",
        "Max",
        "Min",
        "And",
        "Or",
        "Xor",
        "Equal",
        "Less",
        "LessOrEqual",
        "Greater",
        "GreaterOrEqual",
        "Where",
        "Identity",
        "Shape",
        "Size",
        "Cast",
        "ConstantOfShape",
        "Expand",
        "Range",
        "ReduceProd",
        "ReduceSum",
        "ReduceMax",
        "ReduceMin",
        "Transpose",
        "Reshape",
        "Squeeze",
        "Unsqueeze",
        "Concat",
        "Gather",
        "Slice"
    };

    private final GraphBuilder builder = GraphBuilder.named("constant");

    private static TensorValue drawn(SplittableRandom random, ElementType type, long... shape) {
        List<Long> sizes = IntStream.range(0, shape.length).mapToObj(i -> shape[i]).toList();
        int count = (int) TensorValue.elementCount(sizes);
        double[] reals = new double[count];
        long[] longs = new long[count];
        for (int i = 0; i < count; i++) {
            int kind = random.nextInt(12);
            double wide = Math.scalb(random.nextDouble(-1, 1), random.nextInt(-160, 130));
            reals[i] =
                    kind == 0 ? -0.0 : kind == 1 ? 1 : kind == 2 ? Double.POSITIVE_INFINITY : wide;
            longs[i] = type == ElementType.BOOL ? random.nextInt(2) : random.nextInt(-4, 5);
        }
        return Elements.isReal(type)
                ? Elements.real(type, sizes, reals).orElseThrow()
                : Elements.whole(type, sizes, longs).orElseThrow();
    }

    private String constant(SplittableRandom random, ElementType type) {
        return builder.constant(drawn(random, type, SHAPES[random.nextInt(SHAPES.length)]));
    }

    private String small(SplittableRandom random, int most) {
        long[] values = random.longs(random.nextInt(0, most + 1), -2, 4).toArray();
        return builder.constant(TensorValue.vector(values));
    }

    private List<String> operands(SplittableRandom random, String operator, ElementType type) {
        String first = constant(random, type);
        return switch (operator) {
            case "Neg", "Abs", "Not", "Identity", "Shape", "Size", "Cast", "Transpose" ->
                    List.of(first);
            case "Where" ->
                    List.of(constant(random, ElementType.BOOL), first, constant(random, type));
            case "ConstantOfShape" -> List.of(small(random, 3));
            case "Expand", "Reshape", "Squeeze", "Unsqueeze", "Gather" ->
                    List.of(first, small(random, 3));
            case "ReduceProd", "ReduceSum", "ReduceMax", "ReduceMin" ->
                    random.nextBoolean() ? List.of(first) : List.of(first, small(random, 2));
            case "Range" ->
                    List.of(
                            builder.constant(drawn(random, type)),
                            builder.constant(drawn(random, type)),
                            builder.constant(drawn(random, type)));
            case "Slice" -> {
                int axes = random.nextInt(1, 3);
                List<String> all = new ArrayList<>(List.of(first));
                for (int i = 0; i < random.nextInt(2, 5); i++) {
                    long[] values = random.longs(axes, i == 2 ? 0 : -4, i == 2 ? 3 : 5).toArray();
                    all.add(builder.constant(TensorValue.vector(values)));
                }
                if (all.size() < 3) {
                    all.add(builder.constant(TensorValue.vector(new long[axes])));
                }
                yield all;
            }
            default -> List.of(first, constant(random, type));
        };
    }

    private static Map<String, Attribute> settings(SplittableRandom random, String operator) {
        long small = random.nextInt(-1, 2);
        return switch (operator) {
            case "Concat", "Gather" -> Map.of("axis", Attribute.of(small));
            case "Cast" ->
                    Map.of("to", Attribute.of((long) TYPES[random.nextInt(TYPES.length)].code()));
            case "Mod" -> Map.of("fmod", Attribute.of((long) random.nextInt(2)));
            case "ReduceProd", "ReduceSum", "ReduceMax", "ReduceMin" ->
                    Map.of("keepdims", Attribute.of((long) random.nextInt(2)));
            case "Transpose" ->
                    random.nextBoolean() ? Map.of() : Map.of("perm", Attribute.ints(1, 0));
            case "Reshape" -> Map.of("allowzero", Attribute.of((long) random.nextInt(2)));
            default -> Map.of();
        };
    }

    /** One random node over constants, if the engine takes it. */
    private static boolean agrees(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ConstantFoldingTest test = new ConstantFoldingTest();
        String operator = OPERATORS[(int) (seed % OPERATORS.length)];
        ElementType type = TYPES[random.nextInt(TYPES.length)];
        List<String> operands = test.operands(random, operator, type);
        test.builder.named("y", operator, operands, settings(random, operator));
        test.builder.output("y", new ValueType.Unspecified());
        Model model = Model.of(test.builder.build());
        Model folded = Rewrites.simplified(model);
        if (!folded.graph().nodes().isEmpty()) {
            return false;
        }
        try (Session session = Session.open(model, RewritesTest.AS_WRITTEN)) {
            session.run(Map.of());
        } catch (BulwarkException e) {
            return false; // A node that the engine refuses computes nothing that could be kept.
        }
        try {
            RewritesTest.sameBits(model, folded, Map.of());
        } catch (AssertionError | BulwarkException e) {
            throw new AssertionError("seed " + seed + ": " + operator + " of " + type, e);
        }
        return true;
    }

    @Test
    void foldsToTheBitsOfTheEngine() {
        int folded = 0;
        for (long seed = 0; seed < 6_000; seed++) {
            folded += agrees(seed) ? 1 : 0;
        }
        assertThat(folded).isGreaterThan(1_000);
    }
}
