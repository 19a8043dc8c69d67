package dev.bulwark.onnx.gradient.perexample;

import dev.bulwark.onnx.gradient.GradientGraph;
import dev.bulwark.onnx.graph.Model;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model that computes each example's loss, the squared norms of each example's gradient, and the
 * weighted sums of the gradients. Its inputs are those of the model it was made from, the
 * parameters, and the control.
 *
 * @param model the graph
 * @param losses name of the output {@code [n]} with the losses
 * @param squaredNorms name of the output {@code [n]} with each example's squared gradient norm over
 *     all parameters; absent where weights are given
 * @param groupSquaredNorms the same by name of the group
 * @param sums name of the output, of the parameter's shape, with the weighted sum of its gradients;
 *     empty where only norms were asked for
 * @param control name of the input that rules the weights, if there is one: the clipping norm, a
 *     scalar or, with several groups, {@code [groups]}; or the weights given, {@code [n]} or {@code
 *     [n, groups]}
 * @param stops where the flow ends by construction
 */
public record PerExampleGraph(
        Model model,
        String losses,
        Optional<String> squaredNorms,
        Map<String, String> groupSquaredNorms,
        Map<String, String> sums,
        Optional<String> control,
        List<GradientGraph.Stop> stops) {
    /** Name of the input that takes the clipping norm, {@code >= 0}; infinity clips nothing. */
    public static final String CLIPPING_NORM = "clipping_norm";

    /** Name of the input that takes the weights of the examples. */
    public static final String EXAMPLE_WEIGHTS = "example_weights";

    public PerExampleGraph {
        groupSquaredNorms = Collections.unmodifiableMap(new LinkedHashMap<>(groupSquaredNorms));
        sums = Collections.unmodifiableMap(new LinkedHashMap<>(sums));
        stops = List.copyOf(stops);
    }

    /**
     * Name of the output with the squared norms of a group.
     *
     * @throws IllegalArgumentException if there is none
     */
    public String squaredNormsOf(String group) {
        return named(groupSquaredNorms, group);
    }

    /**
     * Name of the output with the weighted sum of a parameter's gradients.
     *
     * @throws IllegalArgumentException if there is none
     */
    public String sumOf(String parameter) {
        return named(sums, parameter);
    }

    private static String named(Map<String, String> outputs, String key) {
        String output = outputs.get(key);
        if (output == null) {
            throw new IllegalArgumentException(
                    "there is no output for '%s', only for %s".formatted(key, outputs.keySet()));
        }
        return output;
    }

    /**
     * The sums as gradients, for what steps parameters by gradients; its loss is {@code [n]}.
     *
     * @throws IllegalStateException if there are no sums
     */
    public GradientGraph asGradients() {
        if (sums.isEmpty()) {
            throw new IllegalStateException("only norms were asked for, so there are no sums");
        }
        return new GradientGraph(model, losses, sums, stops);
    }
}
