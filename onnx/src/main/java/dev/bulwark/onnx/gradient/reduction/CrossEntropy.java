package dev.bulwark.onnx.gradient.reduction;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The derivative of SoftmaxCrossEntropyLoss in all its settings; classes are axis 1. */
final class CrossEntropy {
    private static final int CLASSES = 1;

    private CrossEntropy() {}

    static void differentiate(Backward b) {
        String scores = b.input(0);
        Map<String, Attribute> classAxis = Map.of("axis", Attribute.of((long) CLASSES));
        String logarithms = b.emit("LogSoftmax", List.of(scores), classAxis);
        String shares = b.emit("Exp", logarithms);
        if (b.upstream(0).isPresent()) {
            String each = b.emit("Mul", weights(b), spreadUpstream(b));
            String classes = b.lengthOf(scores, CLASSES);
            String chosen = b.oneHot(safeLabels(b), classes, CLASSES, scores);
            String difference = b.emit("Sub", shares, chosen);
            b.add(0, b.emit("Mul", difference, b.emit("Unsqueeze", each, b.ints(CLASSES))));
        }
        if (b.upstream(1).isPresent()) {
            String g = b.upstreamOrZeros(1);
            String sum = b.emit("ReduceSum", g, b.ints(CLASSES));
            b.add(0, b.emit("Sub", g, b.emit("Mul", shares, sum)));
        }
    }

    /** The label, or class 0 where the label says to ignore it: the weight is zero there. */
    private static String safeLabels(Backward b) {
        OptionalLong ignored = b.node().intAttribute("ignore_index");
        return ignored.isEmpty()
                ? b.input(1)
                : b.emit("Where", isIgnored(b, ignored.getAsLong()), zeroLabel(b), b.input(1));
    }

    private static String isIgnored(Backward b, long index) {
        return b.emit("Equal", b.input(1), label(b, index));
    }

    private static String zeroLabel(Backward b) {
        return label(b, 0);
    }

    private static String label(Backward b, long value) {
        long type = b.elementType(b.input(1)).code();
        return b.emit("Cast", List.of(b.ints(value)), Map.of("to", Attribute.of(type)));
    }

    /** Weight of every label, of the labels' shape: 0 where it is ignored. */
    private static String weights(Backward b) {
        String labels = safeLabels(b);
        String ones = b.emit("Expand", b.scalar(1, b.input(0)), b.shapeOf(b.input(1)));
        String weights =
                b.node().input(2).isPresent() ? b.emit("Gather", b.input(2), labels) : ones;
        OptionalLong ignored = b.node().intAttribute("ignore_index");
        return ignored.isEmpty()
                ? weights
                : b.emit(
                        "Where",
                        isIgnored(b, ignored.getAsLong()),
                        b.scalar(0, b.input(0)),
                        weights);
    }

    /** The gradient of the loss, a scalar where it was reduced; divided where it was a mean. */
    private static String spreadUpstream(Backward b) {
        boolean mean = b.node().stringAttribute("reduction", "mean").equals("mean");
        return mean ? b.emit("Div", b.upstream(), b.sumAll(weights(b))) : b.upstream();
    }
}
