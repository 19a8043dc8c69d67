package dev.bulwark.onnx.gradient.einsum;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The gradient of an operand is the same sum with the result's gradient in its place and its labels
 * as the result. A label that it alone has repeats the sum, and one that it has twice puts it on
 * the diagonal.
 */
@AutoService(GradientRule.class)
public final class EinsumGradient implements GradientRule {
    @Override
    public String operator() {
        return "Einsum";
    }

    @Override
    public void differentiate(Backward b) {
        Equation equation = Equation.of(b);
        for (int i = 0; i < equation.terms().size(); i++) {
            if (b.wanted(i)) {
                b.add(i, gradient(b, equation, i));
            }
        }
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                example("ij,jk->ik", new long[] {2, 3}, new long[] {3, 4}),
                example("ij,jk", new long[] {2, 3}, new long[] {3, 4}),
                example("bij,bkj->bik", new long[] {2, 2, 3}, new long[] {2, 4, 3}),
                example("...ij,...jk->...ik", new long[] {2, 1, 2, 3}, new long[] {1, 3, 3, 2}),
                example("...i,i", new long[] {2, 3, 2}, new long[] {2}),
                example("ij->ji", new long[] {2, 3}),
                example("ij->i", new long[] {2, 3}),
                example("ij->", new long[] {2, 3}),
                example("ii->i", new long[] {3, 3}),
                example("ii->", new long[] {3, 3}),
                example("iij->j", new long[] {2, 2, 3}),
                example("iji,j->i", new long[] {2, 3, 2}, new long[] {3}),
                example("i,j->ij", new long[] {2}, new long[] {3}),
                example("i,i->", new long[] {3}, new long[] {3}),
                example("ij,k->i", new long[] {2, 3}, new long[] {2}),
                example("ij,jk,kl->il", new long[] {2, 3}, new long[] {3, 2}, new long[] {2, 4}),
                example("bhqd , bhkd -> bhqk", new long[] {1, 2, 3, 2}, new long[] {1, 2, 2, 2}),
                example("ij,ij->ij", new long[] {2, 3}, new long[] {1, 3}),
                example("i...->...", new long[] {2, 3, 2}));
    }

    private static RuleExample example(String equation, long[]... shapes) {
        return RuleExample.of(shapes).with("equation", Attribute.of(equation));
    }

    private static String gradient(Backward b, Equation equation, int operand) {
        String term = equation.terms().get(operand);
        StringBuilder kept = new StringBuilder();
        List<Long> added = new ArrayList<>();
        boolean repeats = false;
        for (int axis = 0; axis < term.length(); axis++) {
            char label = term.charAt(axis);
            boolean first = term.indexOf(label) == axis;
            boolean elsewhere = equation.elsewhere(label, operand);
            repeats |= first && !elsewhere;
            if (first && elsewhere) {
                kept.append(label);
            } else {
                added.add((long) axis);
            }
        }
        String value = sum(b, equation, operand, kept.toString());
        if (!added.isEmpty()) {
            long[] axes = added.stream().mapToLong(Long::longValue).toArray();
            value = b.emit("Unsqueeze", value, b.ints(axes));
        }
        value = onDiagonal(b, value, term, b.input(operand));
        if (repeats) {
            value = b.emit("Expand", value, b.shapeOf(b.input(operand)));
        }
        return mayBroadcast(b, b.input(operand)) ? b.sumToShape(value, b.input(operand)) : value;
    }

    /** The other operands and the result's gradient, summed to the labels {@code kept}. */
    private static String sum(Backward b, Equation equation, int operand, String kept) {
        List<String> factors = new ArrayList<>();
        List<String> terms = new ArrayList<>();
        for (int i = 0; i < equation.terms().size(); i++) {
            if (i != operand) {
                factors.add(b.input(i));
                terms.add(equation.terms().get(i));
            }
        }
        boolean scalar = equation.output().isEmpty();
        if (!scalar) {
            factors.add(b.upstream());
            terms.add(equation.output());
        }
        if (factors.isEmpty()) {
            return b.upstream();
        }
        String value =
                terms.equals(List.of(kept))
                        ? factors.getFirst()
                        : b.emit(
                                "Einsum",
                                factors,
                                Map.of(
                                        "equation",
                                        Attribute.of(String.join(",", terms) + "->" + kept)));
        return scalar ? b.emit("Mul", value, b.upstream()) : value;
    }

    /** Zero wherever two axes of one label are not at the same place. */
    private static String onDiagonal(Backward b, String value, String term, String input) {
        String result = value;
        for (int axis = 0; axis < term.length(); axis++) {
            int first = term.indexOf(term.charAt(axis));
            if (first < axis) {
                String here = places(b, input, axis, term.length());
                String there = places(b, input, first, term.length());
                long type = b.elementType(input).code();
                String same =
                        b.emit(
                                "Cast",
                                List.of(b.emit("Equal", here, there)),
                                Map.of("to", Attribute.of(type)));
                result = b.emit("Mul", result, same);
            }
        }
        return result;
    }

    /** 0, 1, 2… along one axis. */
    private static String places(Backward b, String input, int axis, int rank) {
        String zero = b.emit("Squeeze", b.ints(0));
        String one = b.emit("Squeeze", b.ints(1));
        String length = b.emit("Squeeze", b.lengthOf(input, axis));
        long[] shape = new long[rank];
        Arrays.fill(shape, 1);
        shape[axis] = -1;
        return b.emit("Reshape", b.emit("Range", zero, length, one), b.ints(shape));
    }

    /**
     * Whether an axis may have length 1 and so may have been repeated against another operand's.
     */
    private static boolean mayBroadcast(Backward b, String input) {
        return !(b.shape(input) instanceof Shape.Ranked(List<Dimension> lengths))
                || lengths.stream().anyMatch(d -> !(d instanceof Dimension.Fixed) || d.is(1));
    }
}
