package dev.bulwark.onnx.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many inputs and outputs an operator takes (ONNX operator schemas, standard domain).
 *
 * @param leastInputs inputs that must be there
 * @param mostInputs inputs allowed
 * @param mostOutputs outputs allowed; one is always needed
 */
record Arity(int leastInputs, int mostInputs, int mostOutputs) {
    private static final int ANY = Integer.MAX_VALUE;

    private static final Map<String, Arity> STANDARD = new HashMap<>();

    static {
        all(
                new Arity(1, 1, 1),
                "Abs Acos Asin Atan Cast Ceil Celu Cos Elu Erf Exp Flatten Floor Gelu"
                        + " GlobalAveragePool GlobalMaxPool HardSigmoid HardSwish Identity IsNaN"
                        + " LeakyRelu Log LogSoftmax Mish Neg NonZero Not Reciprocal Relu Round"
                        + " Selu Shape Sigmoid Sign Sin Size Softmax Softplus Softsign Sqrt Tan"
                        + " Tanh ThresholdedRelu Transpose ArgMax ArgMin ConstantOfShape EyeLike");
        all(
                new Arity(2, 2, 1),
                "Add And CastLike Div Equal Expand Gather GatherElements GatherND Greater"
                        + " GreaterOrEqual Less LessOrEqual MatMul Mod Mul Or PRelu Pow Reshape"
                        + " Sub Tile Xor");
        all(new Arity(1, ANY, 1), "Concat Max Min Mean Sum Einsum");
        all(
                new Arity(1, 2, 1),
                "ReduceSum ReduceMean ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2"
                        + " ReduceLogSum ReduceLogSumExp ReduceSumSquare Squeeze AveragePool");
        // The axes of Unsqueeze moved from an attribute to an input in operator set 13.
        all(new Arity(1, 2, 1), "Unsqueeze");
        all(new Arity(1, 2, ANY), "Split");
        all(new Arity(2, 3, 1), "Gemm Conv ConvTranspose InstanceNormalization");
        all(new Arity(3, 3, 1), "Where OneHot ScatterElements ScatterND");
        all(new Arity(1, 3, 1), "Clip");
        all(new Arity(1, 3, 2), "Dropout");
        all(new Arity(1, 1, 2), "MaxPool");
        all(new Arity(1, 5, 1), "Slice");
        all(new Arity(1, 4, 1), "Pad Resize");
        all(new Arity(5, 5, 5), "BatchNormalization");
        all(new Arity(2, 3, 3), "LayerNormalization");
        all(new Arity(2, 3, 2), "SoftmaxCrossEntropyLoss");
        all(new Arity(0, 0, 1), "Constant");
        all(new Arity(3, 8, 3), "LSTM");
        all(new Arity(3, 6, 2), "GRU RNN");
    }

    private static void all(Arity arity, String operators) {
        for (String operator : List.of(operators.split(" ", -1))) {
            STANDARD.put(operator, arity);
        }
    }

    /** The arity of the node's operator, if it is one we know. */
    static Optional<Arity> of(Node node) {
        return node.domain().isEmpty()
                ? Optional.ofNullable(STANDARD.get(node.opType()))
                : Optional.empty();
    }

    void check(Node node) {
        int inputs = node.inputs().size();
        boolean missing = false;
        for (int i = 0; i < Math.min(leastInputs, inputs); i++) {
            missing |= node.inputs().get(i).isEmpty();
        }
        if (missing || inputs < leastInputs || inputs > mostInputs) {
            throw Checker.invalid(
                    "%s has %d inputs, but takes %d to %s"
                            .formatted(
                                    node.describe(),
                                    inputs,
                                    leastInputs,
                                    mostInputs == ANY ? "any number" : mostInputs));
        }
        int outputs = node.outputs().size();
        if (outputs < 1 || outputs > mostOutputs) {
            throw Checker.invalid(
                    "%s has %d outputs, but makes 1 to %d"
                            .formatted(node.describe(), outputs, mostOutputs));
        }
    }
}
