package dev.bulwark.onnx.rewrite;

import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reductions of whole numbers, whose result does not depend on the order they are taken in. */
final class Reduction {
    private Reduction() {}

    static Optional<TensorValue> of(Node node, List<TensorValue> inputs) {
        TensorValue from = inputs.getFirst();
        boolean axesKnown = inputs.size() > 1 || node.intsAttribute("axes").isEmpty();
        boolean whole =
                from.elementType() == ElementType.INT64 || from.elementType() == ElementType.INT32;
        // Of nothing, a largest number is not defined.
        if (!axesKnown || !whole || from.elements() == 0) {
            return Optional.empty();
        }
        int rank = from.dimensions().size();
        long[] given = inputs.size() > 1 ? Elements.longs(inputs.get(1)) : new long[0];
        if (given.length == 0 && node.intAttribute("noop_with_empty_axes", 0) != 0) {
            return Optional.of(from);
        }
        Set<Integer> axes = new HashSet<>();
        for (int i = 0; i < (given.length == 0 ? rank : given.length); i++) {
            long axis = given.length == 0 ? i : given[i] < 0 ? given[i] + rank : given[i];
            if (axis < 0 || axis >= rank) {
                return Optional.empty();
            }
            axes.add((int) axis);
        }
        return reduced(node, from, axes);
    }

    private static Optional<TensorValue> reduced(Node node, TensorValue from, Set<Integer> axes) {
        List<Long> kept = new ArrayList<>(from.dimensions());
        axes.forEach(axis -> kept.set(axis, 1L));
        int[] target = Strides.broadcast(kept, from.dimensions(), (int) from.elements());
        long[] values = Elements.longs(from);
        long[] result = new long[(int) TensorValue.elementCount(kept)];
        boolean[] begun = new boolean[result.length];
        for (int i = 0; i < values.length; i++) {
            int at = target[i];
            result[at] = begun[at] ? step(node.opType(), result[at], values[i]) : values[i];
            begun[at] = true;
        }
        List<Long> sizes = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
            if (!axes.contains(i) || node.intAttribute("keepdims", 1) != 0) {
                sizes.add(kept.get(i));
            }
        }
        return Elements.whole(from.elementType(), sizes, result);
    }

    private static long step(String operator, long a, long b) {
        return switch (operator) {
            case "ReduceProd" -> Math.multiplyExact(a, b);
            case "ReduceSum" -> Math.addExact(a, b);
            case "ReduceMax" -> Math.max(a, b);
            case "ReduceMin" -> Math.min(a, b);
            default -> throw new IllegalArgumentException(operator + " is not evaluated");
        };
    }
}
