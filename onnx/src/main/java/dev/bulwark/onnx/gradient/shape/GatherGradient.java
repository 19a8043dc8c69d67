package dev.bulwark.onnx.gradient.shape;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The gradient is added up where each element was taken from. */
@AutoService(GradientRule.class)
public final class GatherGradient implements GradientRule {
    @Override
    public String operator() {
        return "Gather";
    }

    @Override
    public void differentiate(Backward b) {
        long axis = b.node().intAttribute("axis", 0);
        int rank = b.requireRank(b.input(0));
        int at = (int) (axis < 0 ? axis + rank : axis);
        int taken = b.requireRank(b.input(1));
        Optional<String> padded = padded(b, at, taken);
        if (padded.isPresent()) {
            b.add(0, padded.get());
            return;
        }
        // Move the gathered axis to the front of both, so that rows are added to rows.
        String g = front(b, b.upstream(), at, taken, rank - 1);
        String flat = b.emit("Reshape", b.input(1), b.ints(-1));
        String length = b.lengthOf(b.input(0), at);
        String positive =
                b.emit(
                        "Add",
                        flat,
                        b.emit("Where", b.emit("Less", flat, b.ints(0)), length, b.ints(0)));
        String rows = rows(b, g, taken);
        String shape = b.joined(List.of(length, b.tail(b.emit("Shape", rows), 1)));
        String zeros = b.emit("Expand", b.scalar(0, b.input(0)), shape);
        String indices = b.emit("Unsqueeze", positive, b.ints(-1));
        String sum =
                b.emit(
                        "ScatterND",
                        List.of(zeros, indices, rows),
                        Map.of("reduction", Attribute.of("add")));
        b.add(0, at == 0 ? sum : back(b, sum, at, rank));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {4, 3})
                        .and(RuleExample.constant(TensorValue.of(new long[] {1, 3, 1, -1}, 4))),
                RuleExample.of(new long[] {4, 3})
                        .and(RuleExample.constant(TensorValue.of(new long[] {2, 0}, 1, 2)))
                        .with("axis", Attribute.of(1L)),
                RuleExample.of(new long[] {2, 3, 4})
                        .and(RuleExample.constant(TensorValue.of(new long[] {1})))
                        .with("axis", Attribute.of(-2L)),
                RuleExample.of(new long[] {2, 3, 4})
                        .and(RuleExample.fed(TensorValue.of(new long[] {-1})))
                        .with("axis", Attribute.of(1L)),
                RuleExample.of(new long[] {2, 3, 4})
                        .and(RuleExample.constant(TensorValue.of(new long[] {-1}, 1)))
                        .with("axis", Attribute.of(2L)),
                RuleExample.of(new long[] {2, 3, 4})
                        .and(RuleExample.constant(TensorValue.of(new long[] {1, 1, 2, 0}, 2, 2)))
                        .with("axis", Attribute.of(1L)));
    }

    /** One index known beforehand: the gradient is a slice, with zeros on both sides. */
    private static Optional<String> padded(Backward b, int at, int taken) {
        Optional<TensorValue> index = b.constantValue(b.input(1));
        if (index.isEmpty()
                || index.get().elements() != 1
                || index.get().elementType() != ElementType.INT64
                || taken > 1) {
            return Optional.empty();
        }
        long known = index.get().longs()[0];
        String axis = b.ints(at);
        String length = b.lengthOf(b.input(0), at);
        String before = known < 0 ? b.emit("Add", length, b.ints(known)) : b.ints(known);
        String after = known < 0 ? b.ints(-known - 1) : b.emit("Sub", length, b.ints(known + 1));
        String slice = taken == 1 ? b.upstream() : b.emit("Unsqueeze", b.upstream(), axis);
        String pads = b.joined(List.of(before, after));
        return Optional.of(b.emit("Pad", slice, pads, b.scalar(0, b.input(0)), axis));
    }

    /** Brings the axes of the indices, which begin at {@code at}, to the front. */
    private static String front(Backward b, String g, int at, int taken, int others) {
        if (at == 0 || taken == 0) {
            // Not a transposition that changes nothing: behind a Gemm the engine (1.28) takes any
            // for one that exchanges both axes.
            return g;
        }
        List<Long> order = new ArrayList<>();
        for (long i = 0; i < taken; i++) {
            order.add(at + i);
        }
        for (long i = 0; i < taken + others; i++) {
            if (i < at || i >= at + taken) {
                order.add(i);
            }
        }
        return b.emit("Transpose", List.of(g), Map.of("perm", new Attribute.OfInts(order)));
    }

    /** One row per index. */
    private static String rows(Backward b, String g, int taken) {
        if (taken == 1) {
            return g;
        }
        String rest = b.tail(b.emit("Shape", g), taken);
        return b.emit("Reshape", g, b.joined(List.of(b.ints(-1), rest)));
    }

    /** Puts the first axis back to where it was. */
    private static String back(Backward b, String sum, int at, int rank) {
        List<Long> order = new ArrayList<>();
        for (long i = 1; i < rank; i++) {
            order.add(i);
        }
        order.add(at, 0L);
        return b.emit("Transpose", List.of(sum), Map.of("perm", new Attribute.OfInts(order)));
    }
}
