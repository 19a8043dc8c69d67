package dev.bulwark.onnx.gradient.linear;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.Map;

/** dA = g Bᵀ, dB = Aᵀ g, summed over broadcast batch axes. */
@AutoService(GradientRule.class)
public final class MatMulGradient implements GradientRule {
    @Override
    public String operator() {
        return "MatMul";
    }

    @Override
    public void differentiate(Backward b) {
        int left = b.requireRank(b.input(0));
        int right = b.requireRank(b.input(1));
        // A vector counts as a matrix of one row on the left, of one column on the right.
        String a = left == 1 ? b.emit("Unsqueeze", b.input(0), b.ints(0)) : b.input(0);
        String w = right == 1 ? b.emit("Unsqueeze", b.input(1), b.ints(1)) : b.input(1);
        String g = b.upstream();
        if (right == 1) {
            g = b.emit("Unsqueeze", g, b.ints(-1));
        }
        if (left == 1) {
            g = b.emit("Unsqueeze", g, b.ints(-2));
        }
        int wide = Math.max(Math.max(left, right), 2);
        if (b.wanted(0)) {
            String gradient = b.emit("MatMul", g, b.transposeLastTwo(w, Math.max(right, 2)));
            b.add(0, folded(b, gradient, wide, left, 0));
        }
        if (b.wanted(1)) {
            if (right == 2 && left > 2) {
                b.add(1, sharedWeight(b, a, g));
                return;
            }
            String gradient = b.emit("MatMul", b.transposeLastTwo(a, Math.max(left, 2)), g);
            b.add(1, folded(b, gradient, wide, right, 1));
        }
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {2, 3}, new long[] {3, 4}),
                RuleExample.of(new long[] {2, 2, 3}, new long[] {3, 4}),
                RuleExample.of(new long[] {2, 2, 3}, new long[] {2, 3, 4}),
                RuleExample.of(new long[] {2, 1, 2, 3}, new long[] {3, 3, 2}),
                RuleExample.of(new long[] {3}, new long[] {3, 2}),
                RuleExample.of(new long[] {2, 3}, new long[] {3}),
                RuleExample.of(new long[] {3}, new long[] {3}),
                RuleExample.of(new long[] {3}, new long[] {2, 3, 2}),
                RuleExample.of(new long[] {3, 2}, new long[] {2, 2, 3}));
    }

    /** One product over all rows of all batches, instead of one each and a sum. */
    private static String sharedWeight(Backward b, String a, String g) {
        String rowsOfA = b.emit("Reshape", a, rows(b, b.input(1), 0));
        String rowsOfG = b.emit("Reshape", g, rows(b, b.input(1), 1));
        return b.emit("Gemm", List.of(rowsOfA, rowsOfG), Map.of("transA", Attribute.of(1L)));
    }

    /** The shape [-1, length of the weight's axis]. */
    private static String rows(Backward b, String weight, long axis) {
        String length = b.emit("Gather", b.shapeOf(weight), b.ints(axis));
        return b.emit("Concat", List.of(b.ints(-1), length), Map.of("axis", Attribute.of(0L)));
    }

    /** Sums over the batch axes along which the operand was repeated, to the operand's shape. */
    private static String folded(Backward b, String gradient, int wide, int own, int index) {
        String input = b.input(index);
        if (own > 1) {
            return wide == 2 ? gradient : b.sumToShape(gradient, input);
        }
        // The axis that made a matrix of the vector goes: the row's on the left, the column's else.
        String flat = b.emit("Squeeze", gradient, b.ints(index == 0 ? -2 : -1));
        return wide == 2 ? flat : b.sumToShape(flat, input);
    }
}
