package dev.bulwark.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.onnx.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Every operator of the standard set, version 24 (ONNX, {@code docs/Operators.md}), and what the
 * gradient does about it: a rule, a stop that the report lists, or a reason.
 */
class OperatorCoverageTest {
    private static final Set<String> OPERATORS =
            names(
                    "Abs Acos Acosh Add AffineGrid And ArgMax ArgMin Asin Asinh Atan Atanh"
                            + " Attention AveragePool BatchNormalization Bernoulli BitShift BitwiseAnd"
                            + " BitwiseNot BitwiseOr BitwiseXor BlackmanWindow Cast CastLike Ceil"
                            + " Celu CenterCropPad Clip Col2Im Compress Concat ConcatFromSequence"
                            + " Constant ConstantOfShape Conv ConvInteger ConvTranspose Cos Cosh"
                            + " CumSum DFT DeformConv DepthToSpace DequantizeLinear Det Div Dropout"
                            + " DynamicQuantizeLinear Einsum Elu Equal Erf Exp Expand EyeLike"
                            + " Flatten Floor GRU Gather GatherElements GatherND Gelu Gemm"
                            + " GlobalAveragePool GlobalLpPool GlobalMaxPool Greater GreaterOrEqual"
                            + " GridSample GroupNormalization HammingWindow HannWindow HardSigmoid"
                            + " HardSwish Hardmax Identity If ImageDecoder InstanceNormalization"
                            + " IsInf IsNaN LRN LSTM LayerNormalization LeakyRelu Less LessOrEqual"
                            + " Log LogSoftmax Loop LpNormalization LpPool MatMul MatMulInteger Max"
                            + " MaxPool MaxRoiPool MaxUnpool Mean MeanVarianceNormalization"
                            + " MelWeightMatrix Min Mish Mod Mul Multinomial Neg"
                            + " NegativeLogLikelihoodLoss NonMaxSuppression NonZero Not OneHot"
                            + " Optional OptionalGetElement OptionalHasElement Or PRelu Pad Pow"
                            + " QLinearConv QLinearMatMul QuantizeLinear RMSNormalization RNN"
                            + " RandomNormal RandomNormalLike RandomUniform RandomUniformLike Range"
                            + " Reciprocal ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax"
                            + " ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare"
                            + " RegexFullMatch Relu Reshape Resize ReverseSequence RoiAlign"
                            + " RotaryEmbedding Round STFT Scan ScatterElements ScatterND Selu"
                            + " SequenceAt SequenceConstruct SequenceEmpty SequenceErase"
                            + " SequenceInsert SequenceLength SequenceMap Shape Shrink Sigmoid Sign"
                            + " Sin Sinh Size Slice Softmax SoftmaxCrossEntropyLoss Softplus"
                            + " Softsign SpaceToDepth Split SplitToSequence Sqrt Squeeze"
                            + " StringConcat StringNormalizer StringSplit Sub Sum Swish Tan Tanh"
                            + " TensorScatter TfIdfVectorizer ThresholdedRelu Tile TopK Transpose"
                            + " Trilu Unique Unsqueeze Where Xor");

    /** They read no real tensor, or make none that depends on it: there is nothing to lose. */
    private static final Set<String> WITHOUT_REAL_INPUT =
            names(
                    "BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor BlackmanWindow Constant"
                            + " ConstantOfShape HammingWindow HannWindow ImageDecoder"
                            + " MelWeightMatrix OptionalHasElement RandomNormal RandomUniform"
                            + " RegexFullMatch SequenceEmpty SequenceLength StringConcat"
                            + " StringNormalizer StringSplit TfIdfVectorizer");

    private static final String INTEGERS = "computes on integers; train the model it was made from";
    private static final String SEQUENCE = "a list of tensors; export the model without lists";
    private static final String STEPS = "its body runs a number of times known at run time alone";
    private static final String RARE = "no exporter of trainable networks emits it";

    /** Operators that differentiation refuses, each with the reason. */
    private static final Map<String, String> WITHOUT_RULE =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("ConvInteger", INTEGERS),
                            Map.entry("MatMulInteger", INTEGERS),
                            Map.entry("QLinearConv", INTEGERS),
                            Map.entry("QLinearMatMul", INTEGERS),
                            Map.entry("ConcatFromSequence", SEQUENCE),
                            Map.entry("Optional", SEQUENCE),
                            Map.entry("OptionalGetElement", SEQUENCE),
                            Map.entry("SequenceAt", SEQUENCE),
                            Map.entry("SequenceConstruct", SEQUENCE),
                            Map.entry("SequenceErase", SEQUENCE),
                            Map.entry("SequenceInsert", SEQUENCE),
                            Map.entry("SequenceMap", SEQUENCE),
                            Map.entry("SplitToSequence", SEQUENCE),
                            Map.entry("AffineGrid", RARE),
                            Map.entry("DFT", RARE),
                            Map.entry("DeformConv", RARE),
                            Map.entry("Det", RARE),
                            Map.entry("MaxRoiPool", RARE),
                            Map.entry("RoiAlign", RARE),
                            Map.entry("STFT", RARE),
                            Map.entry("TensorScatter", RARE),
                            Map.entry("Unique", RARE),
                            Map.entry("Loop", STEPS),
                            Map.entry("Scan", STEPS)));

    private static Set<String> names(String spaced) {
        return new TreeSet<>(List.of(spaced.split(" ", -1)));
    }

    private static boolean hasRule(String operator) {
        return GradientRules.installed().rule("", operator).isPresent();
    }

    private static boolean isStop(String operator) {
        Node node = new Node(operator, "", "", List.of("x"), List.of("y"), Map.of());
        return Influence.of(node, 0) != Influence.PASSES;
    }

    @Test
    void coversEveryOperator() {
        List<String> open = new ArrayList<>();
        for (String operator : OPERATORS) {
            if (!hasRule(operator)
                    && !isStop(operator)
                    && !operator.equals("If")
                    && !WITHOUT_REAL_INPUT.contains(operator)
                    && !WITHOUT_RULE.containsKey(operator)) {
                open.add(operator);
            }
        }
        assertThat(open).as("operators nobody thought about").isEmpty();
    }

    @Test
    void givesNoExcuseForAnOperatorThatHasARule() {
        assertThat(WITHOUT_RULE.keySet()).noneMatch(OperatorCoverageTest::isStop);
        assertThat(WITHOUT_RULE.keySet()).noneMatch(OperatorCoverageTest::hasRule);
        assertThat(WITHOUT_REAL_INPUT).noneMatch(OperatorCoverageTest::hasRule);
        assertThat(OPERATORS).containsAll(WITHOUT_RULE.keySet()).containsAll(WITHOUT_REAL_INPUT);
    }

    @Test
    void hasNoRuleThatAStopHides() {
        for (GradientRule rule : GradientRules.installed().all()) {
            Node node =
                    new Node(
                            rule.operator(),
                            rule.domain(),
                            "",
                            List.of("a", "b", "c"),
                            List.of("y"),
                            Map.of());
            boolean passes = false;
            for (int i = 0; i < node.inputs().size(); i++) {
                passes |= Influence.of(node, i) == Influence.PASSES;
            }
            assertThat(passes).as(rule.operator()).isTrue();
        }
    }
}
