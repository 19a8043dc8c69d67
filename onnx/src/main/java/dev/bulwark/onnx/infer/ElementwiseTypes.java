package dev.bulwark.onnx.infer;

import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Operators that work element by element, and normalisations, which keep the shape as well. */
final class ElementwiseTypes {
    private ElementwiseTypes() {}

    static void register(Map<String, Consumer<NodeFacts>> rules) {
        NodeTypes.all(
                rules,
                "Abs Acos Acosh Asin Asinh Atan Atanh BitwiseNot Ceil Celu Clip Cos Cosh CumSum Elu"
                        + " Erf Exp Floor Gelu GroupNormalization HardSigmoid HardSwish Hardmax"
                        + " InstanceNormalization LRN LeakyRelu Log LogSoftmax LpNormalization"
                        + " MeanVarianceNormalization Mish Neg PRelu RMSNormalization Reciprocal"
                        + " Relu ReverseSequence RotaryEmbedding Round Scatter ScatterElements"
                        + " ScatterND Selu Shrink Sigmoid Sign Sin Sinh Softmax Softplus Softsign"
                        + " Sqrt Swish Tan Tanh TensorScatter ThresholdedRelu Trilu",
                facts -> facts.put(0, facts.shape(0)));
        NodeTypes.all(
                rules,
                "Add BitShift BitwiseAnd BitwiseOr BitwiseXor Div Max Mean Min Mod Mul Pow Sub Sum",
                facts -> facts.put(0, broadcast(facts)));
        NodeTypes.all(
                rules,
                "And Equal Greater GreaterOrEqual Less LessOrEqual Or Xor",
                facts -> facts.put(0, ElementType.BOOL, broadcast(facts)));
        NodeTypes.all(
                rules, "IsInf IsNaN Not", facts -> facts.put(0, ElementType.BOOL, facts.shape(0)));
        rules.put(
                "Where",
                facts -> facts.element(1).ifPresent(type -> facts.put(0, type, broadcast(facts))));
        rules.put("Identity", ElementwiseTypes::identity);
        rules.put("Cast", facts -> cast(facts, facts.node().intAttribute("to", 0)));
        rules.put(
                "CastLike",
                facts -> facts.element(1).ifPresent(type -> facts.put(0, type, facts.shape(0))));
        rules.put("QuantizeLinear", ElementwiseTypes::quantised);
        rules.put(
                "DequantizeLinear",
                facts -> facts.element(1).ifPresent(type -> facts.put(0, type, facts.shape(0))));
        rules.put("Dropout", ElementwiseTypes::dropout);
        rules.put("BatchNormalization", ElementwiseTypes::batchNormalization);
        rules.put("LayerNormalization", ElementwiseTypes::layerNormalization);
    }

    private static Shape broadcast(NodeFacts facts) {
        Optional<List<Dimension>> result = facts.dims(0);
        for (int i = 1; i < facts.node().inputs().size() && result.isPresent(); i++) {
            List<Dimension> left = result.get();
            result = facts.dims(i).map(right -> Broadcast.of(left, right));
        }
        return NodeFacts.shape(result);
    }

    private static void identity(NodeFacts facts) {
        facts.put(0, facts.shape(0));
        Node node = facts.node();
        node.input(0)
                .flatMap(facts.inference()::constant)
                .ifPresent(value ->
                        node.output(0).ifPresent(o -> facts.inference().putConstant(o, value)));
    }

    private static void cast(NodeFacts facts, long code) {
        ElementType.ofCode((int) code).ifPresent(type -> facts.put(0, type, facts.shape(0)));
    }

    private static void quantised(NodeFacts facts) {
        facts.put(0, facts.element(2).orElse(ElementType.UINT8), facts.shape(0));
    }

    private static void dropout(NodeFacts facts) {
        facts.put(0, facts.shape(0));
        facts.put(1, ElementType.BOOL, facts.shape(0));
    }

    private static void batchNormalization(NodeFacts facts) {
        facts.put(0, facts.shape(0));
        for (int statistic = 1; statistic <= 2; statistic++) {
            int output = statistic;
            facts.element(2 + statistic)
                    .ifPresent(type -> facts.put(output, type, facts.shape(2 + output)));
        }
    }

    /** The statistics are in single precision and keep the normalised axes with length 1. */
    private static void layerNormalization(NodeFacts facts) {
        facts.put(0, facts.shape(0));
        OptionalInt axis = facts.axis("axis", -1, 0);
        if (axis.isEmpty() || facts.element(0).equals(Optional.of(ElementType.DOUBLE))) {
            return;
        }
        List<Dimension> statistics = new ArrayList<>(facts.dims(0).orElseThrow());
        for (int i = axis.getAsInt(); i < statistics.size(); i++) {
            statistics.set(i, Dimension.of(1));
        }
        facts.put(1, ElementType.FLOAT, statistics);
        facts.put(2, ElementType.FLOAT, statistics);
    }
}
