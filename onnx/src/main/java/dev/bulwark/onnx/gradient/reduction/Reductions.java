package dev.bulwark.onnx.gradient.reduction;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.RuleExample;
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

    /** The gradient of the output, ready to be multiplied with something of the input's shape. */
    static String upstream(Backward b) {
        return keptShape(b, b.upstream());
    }

    /** {@code value} of the input's shape, summed over the reduced axes, which stay. */
    static String sum(Backward b, String value) {
        return along(b, "ReduceSum", value);
    }

    /** {@code value} of the input's shape, reduced over the same axes, which stay. */
    static String along(Backward b, String operator, String value) {
        return axes(b).map(axes -> b.emit(operator, value, axes))
                .orElseGet(() -> isNothing(b) ? value : b.emit(operator, value));
    }

    /** How many elements went into each element of the output, in the input's type. */
    static String count(Backward b) {
        String shape = b.shapeOf(b.input(0));
        String lengths = axes(b).map(axes -> b.lengthsOf(b.input(0), axes)).orElse(shape);
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

    /** Uses with all ways to say which axes: none, constant, negative, fed; kept and dropped. */
    static List<RuleExample> examples(double least, double most) {
        RuleExample whole = RuleExample.within(least, most, new long[] {2, 3, 2});
        Attribute drop = Attribute.of(0L);
        TensorValue outer = TensorValue.vector(0, -1);
        return List.of(
                whole,
                whole.with("keepdims", drop),
                whole.with("noop_with_empty_axes", Attribute.of(1L)),
                whole.and(RuleExample.constant(TensorValue.vector(1))).with("keepdims", drop),
                whole.and(RuleExample.constant(outer)),
                whole.and(RuleExample.constant(outer)).with("keepdims", drop),
                whole.and(RuleExample.fed(TensorValue.vector(2, 0))),
                whole.and(RuleExample.fed(TensorValue.vector(-2))).with("keepdims", drop));
    }
}
