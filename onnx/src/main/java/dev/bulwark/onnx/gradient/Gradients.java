package dev.bulwark.onnx.gradient;

import dev.bulwark.onnx.convert.Opsets;
import dev.bulwark.onnx.graph.Model;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Differentiates models: a graph in, a graph out. */
public final class Gradients {
    private static final String PREFIX = "gradient/";

    private Gradients() {}

    /** Name of the output that holds the gradient with respect to {@code value}. */
    public static String nameOf(String value) {
        return PREFIX + value;
    }

    /** As {@link #of(Model, String, List, List)}, keeping nothing else. */
    public static GradientGraph of(Model model, String loss, List<String> withRespectTo) {
        return of(model, loss, withRespectTo, List.of());
    }

    /**
     * The derivatives of {@code loss} with respect to each of {@code withRespectTo}.
     *
     * <p>The model is raised to operator set {@link Opsets#TARGET} first. The result takes the
     * inputs of {@code model} that the loss or a kept value depends on. Cost: one pass over the
     * nodes; the graph about triples. Where the loss has several elements, the gradient is that of
     * their sum: with a per-example loss, each example's own.
     *
     * @param loss a value of the graph
     * @param withRespectTo inputs, initializers or inner values, of a real type
     * @param keep further values to compute along, e.g. {@code logits}
     * @throws dev.bulwark.kernel.BulwarkException {@code GRADIENT_NO_RULE} if an operator on the
     *     way has no rule, {@code GRADIENT_UNCONNECTED} if the loss does not depend on a value
     *     through operators that have a derivative, {@code GRADIENT_UNSUPPORTED} for a setting that
     *     cannot be differentiated, {@code MODEL_UNSUPPORTED} for an operator set that cannot be
     *     raised to {@link Opsets#TARGET}
     * @throws IllegalArgumentException if a name is no value of the graph
     */
    public static GradientGraph of(
            Model model, String loss, List<String> withRespectTo, List<String> keep) {
        return of(model, loss, withRespectTo, keep, Set.of());
    }

    /**
     * As {@link #of(Model, String, List, List)}, passing the gradient through rounding as if it
     * were not there (Bengio et al. 2013, "straight-through estimator"), as in quantisation-aware
     * training. The result lists every such place among its {@linkplain GradientGraph#stops stops}.
     *
     * @param straightThrough operators of the standard set: Round, Floor, Ceil, Sign, Hardmax, Cast
     *     (to integers) and QuantizeLinear, whose gradient is still zero where it clips
     * @throws IllegalArgumentException also for another operator
     */
    public static GradientGraph of(
            Model model,
            String loss,
            List<String> withRespectTo,
            List<String> keep,
            Set<String> straightThrough) {
        StraightThrough.requireKnown(straightThrough);
        return new ReverseMode(Opsets.current(model), loss, GradientRules.installed())
                .straightThrough(straightThrough)
                .run(withRespectTo, keep);
    }

    /**
     * Pulls gradients of inner values back: the vector-Jacobian product (Griewank and Walther 2008,
     * section 3.2), for callers that have a gradient from elsewhere, scaled example by example.
     *
     * @param upstream for each value to start from, the value of the graph, of the same shape, that
     *     holds its gradient; not empty
     * @param withRespectTo inputs, initializers or inner values, of a real type
     * @param held values taken as constants, through which nothing flows
     * @return the model with its outputs and, behind them, the gradients under {@link #nameOf}
     * @throws dev.bulwark.kernel.BulwarkException as {@link #of(Model, String, List, List)}
     * @throws IllegalArgumentException if a name is no value of the graph, or nothing is given
     */
    public static Model pullBack(
            Model model,
            Map<String, String> upstream,
            List<String> withRespectTo,
            Set<String> held) {
        if (upstream.isEmpty()) {
            throw new IllegalArgumentException("there is no gradient to pull back");
        }
        String first = upstream.keySet().iterator().next();
        return new ReverseMode(Opsets.current(model), first, GradientRules.installed())
                .pullBack(upstream, withRespectTo, held);
    }
}
