package dev.bulwark.onnx.gradient;

import dev.bulwark.onnx.graph.Model;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model that computes a value and its derivatives.
 *
 * @param model outputs: the loss, then what was kept, then the gradients in the order asked for
 * @param loss the value differentiated; where it has several elements, their sum was
 * @param gradients name of the output that holds the gradient, by name of the value it is of
 * @param stops where the flow ends by construction, on the way to the loss; empty where every path
 *     is differentiable
 */
public record GradientGraph(
        Model model, String loss, Map<String, String> gradients, List<Stop> stops) {
    public GradientGraph {
        gradients = Collections.unmodifiableMap(new LinkedHashMap<>(gradients));
        stops = List.copyOf(stops);
    }

    /**
     * A node through which no derivative flows although its input depends on what was asked for.
     *
     * @param node the node, as errors name it
     * @param operator its operator
     * @param value the input whose influence is lost
     */
    public record Stop(String node, String operator, String value) {}

    /**
     * Name of the output that holds the gradient of {@code value}.
     *
     * @throws IllegalArgumentException if it was not asked for
     */
    public String gradientOf(String value) {
        String gradient = gradients.get(value);
        if (gradient == null) {
            throw new IllegalArgumentException(
                    "no gradient of '%s' was asked for; there are %s"
                            .formatted(value, gradients.keySet()));
        }
        return gradient;
    }
}
