package dev.bulwark.onnx.gradient.reduction;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the gradients of all reductions share: which axes, and the way back along them. */
final class Reductions {
    private Reductions() {}

    /**
     * The reduced axes, as an INT64 vector in the graph; empty where all are reduced. Operator set
     * 18 moved them from an attribute to an input for most reductions.
     */
    static Optional<String> axes(Backward b) {
        Optional<List<Long>> attribute = b.node().intsAttribute("axes");
        if (attribute.isPresent() && !attribute.get().isEmpty()) {
            return Optional.of(
                    b.ints(attribute.get().stream().mapToLong(Long::longValue).toArray()));
        }
        return b.node()
                .input(1)
                .filter(axes -> b.constantValue(axes).map(TensorValue::elements).orElse(1L) > 0);
    }

    /** Whether nothing is reduced: no axes, and the node says what that means. */
    static boolean isNothing(Backward b) {
        return axes(b).isEmpty() && b.node().intAttribute("noop_with_empty_axes", 0) != 0;
    }

    /** {@code value}, shaped as the output, so that it broadcasts against the input. */
    static String keptShape(Backward b, String value) {
        Optional<String> axes = axes(b);
        // Without axes the output is one element, which broadcasts whatever its rank.
        return axes.isEmpty() || b.node().intAttribute("keepdims", 1) != 0
                ? value
                : b.emit("Unsqueeze", value, axes.get());
    }

    /** The gradient of the output, repeated over what was reduced. */
    static String spread(Backward b, String gradient) {
        return isNothing(b)
                ? gradient
                : b.emit("Expand", keptShape(b, gradient), b.shapeOf(b.input(0)));
    }

    /** {@code value} of the input's shape, summed over the reduced axes, which stay. */
    static String sum(Backward b, String value) {
        return axes(b).map(axes -> b.emit("ReduceSum", value, axes))
                .orElseGet(() -> isNothing(b) ? value : b.emit("ReduceSum", value));
    }

    /** How many elements went into each element of the output, in the input's type. */
    static String count(Backward b) {
        String shape = b.shapeOf(b.input(0));
        String lengths = axes(b).map(axes -> b.emit("Gather", shape, axes)).orElse(shape);
        String product =
                isNothing(b)
                        ? b.ints(1)
                        : b.emit(
                                "ReduceProd",
                                List.of(lengths),
                                Map.of("keepdims", Attribute.of(0L)));
        long real = b.elementType(b.input(0)).code();
        return b.emit("Cast", List.of(product), Map.of("to", Attribute.of(real)));
    }
}
