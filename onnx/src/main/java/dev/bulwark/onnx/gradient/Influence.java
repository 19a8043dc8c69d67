package dev.bulwark.onnx.gradient;

import dev.bulwark.onnx.graph.Node;
import java.util.Map;
import java.util.Set;

/** What becomes of the influence that a value has on the outputs of a node that reads it. */
enum Influence {
    /** Only the value's shape or type matters: nothing is lost. */
    SHAPE,
    /** The derivative is zero wherever it exists. */
    FLAT,
    /** The derivative passes, if there is a rule. */
    PASSES;

    private static final Set<String> FLAT_OPERATORS =
            names(
                    "ArgMax ArgMin NonZero NonMaxSuppression Equal Greater GreaterOrEqual Less"
                            + " LessOrEqual Not And Or Xor IsNaN IsInf Sign Floor Ceil Round"
                            + " Hardmax Bernoulli Multinomial QuantizeLinear DynamicQuantizeLinear"
                            + " BitCast ai.onnx.ml.OneHotEncoder ai.onnx.ml.LabelEncoder"
                            + " ai.onnx.ml.CategoryMapper ai.onnx.ml.Binarizer"
                            + " ai.onnx.ml.TreeEnsemble ai.onnx.ml.TreeEnsembleRegressor"
                            + " ai.onnx.ml.TreeEnsembleClassifier");

    private static final Set<String> SHAPE_OPERATORS =
            names("Shape Size EyeLike RandomNormalLike RandomUniformLike");

    /** Inputs that an operator with a derivative counts, compares or rounds. */
    private static final Map<String, Set<Integer>> FLAT_INPUTS =
            Map.of(
                    "OneHot", Set.of(0, 1),
                    "Dropout", Set.of(1, 2),
                    "DequantizeLinear", Set.of(2),
                    "Range", Set.of(1),
                    "If", Set.of(0));

    /** Inputs of which an operator looks at the type alone. */
    private static final Map<String, Set<Integer>> TYPE_INPUTS = Map.of("CastLike", Set.of(1));

    private static Set<String> names(String spaced) {
        return Set.of(spaced.split(" ", -1));
    }

    /** Of input {@code index}; a value that a subgraph of the node reads has index -1. */
    static Influence of(Node node, int index) {
        String operator = node.operator();
        if (SHAPE_OPERATORS.contains(operator)
                || TYPE_INPUTS.getOrDefault(operator, Set.of()).contains(index)) {
            return SHAPE;
        }
        return FLAT_OPERATORS.contains(operator)
                        || FLAT_INPUTS.getOrDefault(operator, Set.of()).contains(index)
                ? FLAT
                : PASSES;
    }

    /** The most that a value has, over every place at which the node reads it. */
    static Influence of(Node node, String value) {
        Influence most = null;
        for (int i = 0; i < node.inputs().size(); i++) {
            if (node.inputs().get(i).equals(value)) {
                Influence here = of(node, i);
                most = most == null || here.compareTo(most) > 0 ? here : most;
            }
        }
        return most == null ? of(node, -1) : most;
    }
}
