package dev.bulwark.onnx.picture;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Families of operators, each with its colours. */
enum OperatorKind {
    /** Multiplies by weights. */
    LINEAR("#dbeafe", "#2563eb", "Conv ConvTranspose Gemm MatMul Einsum DeformConv ConvInteger"),
    /** Keeps a state from step to step. */
    RECURRENT("#fae8ff", "#a21caf", "LSTM GRU RNN Attention MultiHeadAttention Scan Loop If"),
    /** Rescales by statistics. */
    NORMALISATION(
            "#ede9fe",
            "#7c3aed",
            "BatchNormalization LayerNormalization InstanceNormalization GroupNormalization"
                    + " LpNormalization LRN RMSNormalization Dropout Scaler Normalizer"),
    /** Bends each value. */
    ACTIVATION(
            "#fef3c7",
            "#d97706",
            "Relu LeakyRelu PRelu Elu Selu Celu Gelu Mish Sigmoid HardSigmoid HardSwish Tanh"
                    + " Softplus Softsign Softmax LogSoftmax Hardmax Clip ThresholdedRelu Erf"
                    + " Swish"),
    /** Makes one value of a neighbourhood. */
    POOLING(
            "#ccfbf1",
            "#0d9488",
            "MaxPool AveragePool GlobalAveragePool GlobalMaxPool LpPool GlobalLpPool ReduceMean"
                    + " ReduceSum ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceLogSum"
                    + " ReduceLogSumExp ReduceSumSquare ArgMax ArgMin TopK Resize Upsample"),
    /** Looks up by an index or a word. */
    LOOKUP(
            "#ffe4e6",
            "#e11d48",
            "Gather GatherElements GatherND ScatterElements ScatterND OneHot OneHotEncoder"
                    + " LabelEncoder CategoryMapper StringNormalizer Tokenizer"),
    /** Moves values, and changes none. */
    SHAPE(
            "#f1f5f9",
            "#64748b",
            "Reshape Flatten Transpose Squeeze Unsqueeze Concat Split Slice Pad Expand Tile Shape"
                    + " Identity Cast CastLike DepthToSpace SpaceToDepth ConstantOfShape"),
    /** Values with values. */
    ARITHMETIC("#dcfce7", "#16a34a", ""),
    /** What is fed. */
    INPUT("#1e293b", "#1e293b", ""),
    /** What is computed. */
    OUTPUT("#1e293b", "#1e293b", ""),
    /** Many nodes drawn as one. */
    GROUP("#e2e8f0", "#334155", "");

    private static final Map<String, OperatorKind> BY_OPERATOR = new HashMap<>();

    static {
        for (OperatorKind kind : values()) {
            for (String operator : kind.operators.split(" ", -1)) {
                BY_OPERATOR.put(operator, kind);
            }
        }
    }

    private final String fill;
    private final String accent;
    private final String operators;

    OperatorKind(String fill, String accent, String operators) {
        this.fill = fill;
        this.accent = accent;
        this.operators = operators;
    }

    /** The family of an operator; what is in no other is arithmetic. */
    static OperatorKind of(String operator) {
        return BY_OPERATOR.getOrDefault(operator, ARITHMETIC);
    }

    String fill() {
        return fill;
    }

    String accent() {
        return accent;
    }

    /** Its name in the legend. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it stands for nodes of the model, and belongs into the legend. */
    boolean isOfNodes() {
        return this != INPUT && this != OUTPUT && this != GROUP;
    }
}
