package dev.bulwark.onnx.rewrite;

import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.Optional;

/**
 * Elementwise operators over constants. Sums, differences, products and quotients of floats are
 * rounded once (IEEE 754, section 5.4.1), so that they have one result; computed in double
 * precision they round to single as if computed there (Figueroa 1995). Whole numbers that overflow
 * and results that are no numbers are left to the engine.
 */
final class Arithmetic {
    private Arithmetic() {}

    /** The result, if it is the engine's for certain. */
    static Optional<TensorValue> of(Node node, List<TensorValue> inputs, List<Long> sizes) {
        int count = (int) TensorValue.elementCount(sizes);
        List<TensorValue> spread =
                inputs.stream()
                        .map(value ->
                                Elements.pick(
                                        value,
                                        Strides.broadcast(value.dimensions(), sizes, count),
                                        sizes))
                        .toList();
        ElementType type = inputs.getFirst().elementType();
        if (node.opType().equals("Where")) {
            return chosen(spread);
        }
        if (inputs.stream().anyMatch(value -> value.elementType() != type)) {
            return Optional.empty();
        }
        if (Elements.isReal(type)) {
            return reals(node.opType(), spread, sizes);
        }
        if (!Elements.isWhole(type) || logical(node.opType()) != (type == ElementType.BOOL)) {
            return Optional.empty();
        }
        long[] left = Elements.longs(spread.getFirst());
        long[] right = Elements.longs(spread.getLast());
        long[] result = new long[count];
        try {
            for (int i = 0; i < count; i++) {
                result[i] = whole(node, left[i], right[i]);
            }
        } catch (ArithmeticException e) {
            // Overflow, or division by zero: undefined in the standard, so not decided here.
            return Optional.empty();
        }
        return Elements.whole(comparison(node.opType()) ? ElementType.BOOL : type, sizes, result);
    }

    private static boolean logical(String operator) {
        return switch (operator) {
            case "And", "Or", "Xor", "Not" -> true;
            default -> false;
        };
    }

    private static boolean comparison(String operator) {
        return switch (operator) {
            case "Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual" -> true;
            default -> false;
        };
    }

    private static long whole(Node node, long a, long b) {
        return switch (node.opType()) {
            case "Add" -> Math.addExact(a, b);
            case "Sub" -> Math.subtractExact(a, b);
            case "Mul" -> Math.multiplyExact(a, b);
            case "Div" -> Math.divideExact(a, b);
            case "Mod" -> node.intAttribute("fmod", 0) == 0 ? Math.floorMod(a, b) : a % b;
            case "Neg" -> Math.negateExact(a);
            case "Abs" -> Math.absExact(a);
            case "Max" -> Math.max(a, b);
            case "Min" -> Math.min(a, b);
            case "And" -> a & b;
            case "Or" -> a | b;
            case "Xor" -> a ^ b;
            case "Not" -> 1 - a;
            default -> truth(compared(node.opType(), Long.compare(a, b)));
        };
    }

    private static boolean compared(String operator, int order) {
        return switch (operator) {
            case "Equal" -> order == 0;
            case "Less" -> order < 0;
            case "LessOrEqual" -> order <= 0;
            case "Greater" -> order > 0;
            case "GreaterOrEqual" -> order >= 0;
            default -> throw new IllegalArgumentException(operator + " is not evaluated");
        };
    }

    private static long truth(boolean value) {
        return value ? 1 : 0;
    }

    private static Optional<TensorValue> reals(
            String operator, List<TensorValue> inputs, List<Long> sizes) {
        double[] left = Elements.doubles(inputs.getFirst());
        double[] right = Elements.doubles(inputs.getLast());
        if (comparison(operator)) {
            long[] truths = new long[left.length];
            for (int i = 0; i < truths.length; i++) {
                if (Double.isNaN(left[i]) || Double.isNaN(right[i])) {
                    return Optional.empty();
                }
                // Added to zero, both zeros are the same one.
                truths[i] = truth(compared(operator, Double.compare(0 + left[i], 0 + right[i])));
            }
            return Elements.whole(ElementType.BOOL, sizes, truths);
        }
        double[] result = new double[left.length];
        for (int i = 0; i < result.length; i++) {
            double a = left[i];
            double b = right[i];
            result[i] =
                    switch (operator) {
                        case "Add" -> a + b;
                        case "Sub" -> a - b;
                        case "Mul" -> a * b;
                        case "Div" -> a / b;
                        case "Neg" -> -a;
                        case "Abs" -> Math.abs(a);
                        // No number: left to the engine.
                        default -> Double.NaN;
                    };
        }
        return Elements.real(inputs.getFirst().elementType(), sizes, result);
    }

    private static Optional<TensorValue> chosen(List<TensorValue> inputs) {
        TensorValue yes = inputs.get(1);
        TensorValue no = inputs.get(2);
        if (yes.elementType() != no.elementType()) {
            return Optional.empty();
        }
        long[] which = Elements.longs(inputs.getFirst());
        int[] at = new int[which.length];
        for (int i = 0; i < at.length; i++) {
            at[i] = which[i] != 0 ? i : at.length + i;
        }
        TensorValue both = Arrangement.joined(List.of(yes, no), List.of(2L * at.length));
        return Optional.of(Elements.pick(both, at, yes.dimensions()));
    }
}
