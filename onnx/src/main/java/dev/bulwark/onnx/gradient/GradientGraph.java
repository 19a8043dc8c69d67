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
 * @param stops where gradients vanish or are replaced by construction, on the way to the loss;
 *     empty where every path is differentiable. A bound that happens to be reached, such as a Clip
 *     that saturates, is none: its derivative is zero there, and given as such
 */
public record GradientGraph(
        Model model, String loss, Map<String, String> gradients, List<Stop> stops) {
    public GradientGraph {
        gradients = Collections.unmodifiableMap(new LinkedHashMap<>(gradients));
        stops = List.copyOf(stops);
    }

    /**
     * A node behind which the gradient is not, or not only, that of its input although the loss
     * depends on it.
     *
     * @param node the node, as errors name it
     * @param operator its operator
     * @param value the input concerned
     * @param kind what happens there
     * @param concerns which of the values differentiated by reach {@code value}
     */
    public record Stop(
            String node, String operator, String value, Kind kind, List<String> concerns) {
        public Stop {
            concerns = List.copyOf(concerns);
        }

        /** What happens to the gradient at a stop. */
        public enum Kind {
            /**
             * The derivative is zero wherever it exists, and nothing comes back: rounding, signs,
             * comparisons such as the condition of a Where, the index of a maximum, a cast to
             * integers, a tree ensemble.
             */
            ZERO,
            /** As {@link #ZERO}, but the caller asked to pass the gradient unchanged. */
            STRAIGHT_THROUGH,
            /** The gradient is that of the mask drawn in the same run: dropout in training mode. */
            RANDOM
        }
    }

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
