package dev.bulwark.onnx.gradient.reduction;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The derivatives of the losses by class labels in all their settings; classes are axis 1. The
 * weights of the classes are taken as constants.
 */
final class CrossEntropy {
    private static final int CLASSES = 1;

    private CrossEntropy() {}

    /** From scores: (softmax − one-hot) g, and the gradient of the logarithms beside the loss. */
    static void fromScores(Backward b) {
        requireConstantWeights(b);
        String scores = b.input(0);
        Map<String, Attribute> classAxis = Map.of("axis", Attribute.of((long) CLASSES));
        String logarithms = b.emit("LogSoftmax", List.of(scores), classAxis);
        String shares = b.emit("Exp", logarithms);
        if (b.upstream(0).isPresent()) {
            String difference = b.emit("Sub", shares, chosen(b));
            b.add(0, b.emit("Mul", difference, each(b)));
        }
        if (b.upstream(1).isPresent()) {
            String g = b.upstreamOrZeros(1);
            String sum = b.emit("ReduceSum", g, b.ints(CLASSES));
            b.add(0, b.emit("Sub", g, b.emit("Mul", shares, sum)));
        }
    }

    /** From logarithms of probabilities: minus one-hot, weighted. */
    static void fromLogarithms(Backward b) {
        requireConstantWeights(b);
        b.add(0, b.emit("Mul", chosen(b), b.emit("Neg", each(b))));
    }

    private static void requireConstantWeights(Backward b) {
        if (b.wanted(2)) {
            throw b.unsupported("its class weights depend on what is differentiated by");
        }
    }

    private static String chosen(Backward b) {
        String scores = b.input(0);
        return b.oneHot(safeLabels(b), b.lengthOf(scores, CLASSES), CLASSES, scores);
    }

    /** What the loss of each label counts, with an axis for the classes. */
    private static String each(Backward b) {
        String each = b.emit("Mul", weights(b), spreadUpstream(b));
        return b.emit("Unsqueeze", each, b.ints(CLASSES));
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
        String weights =
                b.node().input(2).isPresent()
                        ? b.emit("Gather", b.input(2), labels)
                        : b.emit("Expand", b.scalar(1, b.input(0)), b.shapeOf(b.input(1)));
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

    /** Uses in every reduction, with weights, ignored labels and further axes. */
    static List<RuleExample> examples() {
        RuleExample.Operand weights =
                RuleExample.constant(TensorValue.of(new double[] {0.5, 1, 2}, 3));
        List<RuleExample> examples = new ArrayList<>();
        for (String reduction : List.of("mean", "sum", "none")) {
            RuleExample flat = rows(2, 0, 1, 1).with("reduction", Attribute.of(reduction));
            RuleExample deep =
                    RuleExample.of(new long[] {2, 3, 1, 2})
                            .and(labels(new long[] {2, 1, 2}, 2, 0, 1, 1))
                            .with("reduction", Attribute.of(reduction));
            examples.add(flat);
            examples.add(flat.and(weights));
            examples.add(flat.and(weights).with("ignore_index", Attribute.of(1L)));
            examples.add(deep);
            examples.add(deep.and(weights).with("ignore_index", Attribute.of(2L)));
        }
        examples.add(rows(2, -100, 1, -100).with("ignore_index", Attribute.of(-100L)));
        return examples;
    }

    private static RuleExample rows(long... labels) {
        return RuleExample.of(new long[] {4, 3}).and(labels(new long[] {4}, labels));
    }

    private static RuleExample.Operand labels(long[] shape, long... labels) {
        return RuleExample.fed(TensorValue.of(labels, shape));
    }
}
