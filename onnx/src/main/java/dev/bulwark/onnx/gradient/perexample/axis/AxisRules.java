package dev.bulwark.onnx.gradient.perexample.axis;

import dev.bulwark.onnx.graph.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rules by operator; one class of operators, one class of rules. */
final class AxisRules {
    private static final Map<String, AxisRule> RULES = new HashMap<>();

    static {
        all(
                Pointwise::unary,
                "Abs Acos Acosh Asin Asinh Atan Atanh Cast Ceil Celu Cos Cosh Elu Erf Exp Floor"
                        + " Gelu HardSigmoid HardSwish Identity IsInf IsNaN LeakyRelu Log Mish Neg"
                        + " Not Reciprocal Relu Round Selu Shrink Sigmoid Sign Sin Sinh Softplus"
                        + " Softsign Sqrt Swish Tan Tanh ThresholdedRelu BitwiseNot"
                        + " RandomNormalLike RandomUniformLike Bernoulli ai.onnx.ml.Binarizer"
                        + " Dropout Clip ai.onnx.ml.LabelEncoder");
        all(Pointwise::likeFirst, "CastLike");
        all(
                Pointwise::broadcast,
                "Add Sub Mul Div Pow Mod Max Min Sum Mean Where PRelu And Or Xor Equal Greater"
                        + " GreaterOrEqual Less LessOrEqual BitwiseAnd BitwiseOr BitwiseXor");
        all(Axiswise::sameShape, "Softmax LogSoftmax Hardmax LpNormalization");
        all(Axiswise::cumulative, "CumSum");
        all(Axiswise::argument, "ArgMax ArgMin");
        all(Axiswise::best, "TopK");
        all(Axiswise::fromAxisOn, "LayerNormalization RMSNormalization");
        all(Axiswise::split, "Split");
        all(Axiswise::concat, "Concat");
        all(Axiswise::elements, "GatherElements ScatterElements");
        all(
                Axiswise::reduction,
                "ReduceSum ReduceMean ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2"
                        + " ReduceLogSum ReduceLogSumExp ReduceSumSquare");
        all(Products::matMul, "MatMul");
        all(Products::gemm, "Gemm");
        all(Products::einsum, "Einsum");
        all(Layout::transpose, "Transpose");
        all(Layout::reshape, "Reshape Flatten");
        all(Layout::squeeze, "Squeeze");
        all(Layout::unsqueeze, "Unsqueeze");
        all(Layout::expand, "Expand Tile");
        all(Layout::slice, "Slice");
        all(Layout::pad, "Pad");
        all(Layout::gather, "Gather");
        all(Layout::oneHot, "OneHot");
        all(Layout::triangle, "Trilu");
        all(
                BatchFirst::alone,
                "Conv ConvTranspose AveragePool LpPool GlobalAveragePool GlobalMaxPool GlobalLpPool"
                        + " InstanceNormalization GroupNormalization LRN DepthToSpace SpaceToDepth"
                        + " ai.onnx.ml.Scaler ai.onnx.ml.Normalizer ai.onnx.ml.Imputer"
                        + " ai.onnx.ml.FeatureVectorizer");
        all(BatchFirst::maxPool, "MaxPool");
        all(BatchFirst::batchNormalization, "BatchNormalization");
        all(BatchFirst::resize, "Resize");
        all(BatchFirst::loss, "SoftmaxCrossEntropyLoss NegativeLogLikelihoodLoss");
        all(BatchFirst::categories, "ai.onnx.ml.OneHotEncoder");
        all(Recurrent::sequence, "LSTM GRU RNN");
    }

    private AxisRules() {}

    private static void all(AxisRule rule, String operators) {
        for (String operator : List.of(operators.split(" ", -1))) {
            RULES.put(operator, rule);
        }
    }

    static Optional<AxisRule> of(Node node) {
        return Optional.ofNullable(RULES.get(node.operator()));
    }
}
