package dev.bulwark.onnx.build.layer;

import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.Map;

/**
 * {@code input · weight + bias}: {@code [from]} to {@code [width]}, or the same for each token of
 * {@code [tokens, from]}.
 *
 * @param name of the layer, with which its parameters begin
 * @param width of the result
 * @param bias whether it adds one; a normalisation behind it brings its own
 * @param initial of the weight; biases start from zero
 * @param result name of the result, or empty for a fresh one
 */
public record Dense(String name, int width, boolean bias, Initial initial, String result)
        implements Layer {
    /** A layer whose result has no name of its own. */
    public Dense(String name, int width, boolean bias, Initial initial) {
        this(name, width, bias, initial, "");
    }

    /** The last layer of a classifier, from Glorot's distribution. */
    public static Dense classifier(int classes) {
        return new Dense("output", classes, true, new Initial.Glorot(), Assembly.LOGITS);
    }

    @Override
    public Signal append(Assembly assembly, Signal input) {
        boolean tokens = input.shape().size() == 2;
        int from = tokens ? input.length(1, 2) : input.length(0, 1);
        String weight = assembly.weight(name + ".weight", initial, from, width, from, width);
        if (!tokens) {
            List<String> operands =
                    bias
                            ? List.of(input.value(), weight, shift(assembly))
                            : List.of(input.value(), weight);
            return Signal.of(assembly.named(result, "Gemm", operands, Map.of()), width);
        }
        Map<String, Attribute> none = Map.of();
        List<String> operands = List.of(input.value(), weight);
        String value =
                bias
                        ? assembly.named(
                                result,
                                "Add",
                                List.of(assembly.node("MatMul", operands, none), shift(assembly)),
                                none)
                        : assembly.named(result, "MatMul", operands, none);
        return Signal.of(value, input.length(0, 2), width);
    }

    private String shift(Assembly assembly) {
        return assembly.vector(name + ".bias", 0, width);
    }
}
