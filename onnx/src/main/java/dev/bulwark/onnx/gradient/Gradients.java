package dev.bulwark.onnx.gradient;

import dev.bulwark.onnx.convert.Opsets;
import dev.bulwark.onnx.graph.Model;
import java.util.List;

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
        return new ReverseMode(Opsets.current(model), loss, GradientRules.installed())
                .run(withRespectTo, keep);
    }
}
