package dev.bulwark.onnx.gradient;

import dev.bulwark.onnx.gradient.Losses.LossGraph;
import dev.bulwark.onnx.gradient.Losses.Reduction;
import dev.bulwark.onnx.graph.Model;

/**
 * Losses of models that predict numbers. The loss of an example is the mean over its outputs, so
 * that {@link Reduction#MEAN} is the mean over all of them.
 */
public final class RegressionLosses {
    private RegressionLosses() {}

    /**
     * Squared error {@code (prediction − target)²}.
     *
     * @param predictions value of shape {@code [batch, ...]}
     * @param targets name of the input to add, of the type and shape of {@code predictions}
     * @throws IllegalArgumentException if {@code predictions} is no value of the graph or {@code
     *     targets} is taken
     */
    public static LossGraph squaredError(
            Model model, String predictions, String targets, Reduction reduction) {
        LossNodes nodes = new LossNodes(model, predictions);
        String difference = nodes.node("Sub", predictions, nodes.target(targets));
        String each = nodes.node("Mul", difference, difference);
        return nodes.finish(each, nodes.rank(), reduction);
    }

    /** Absolute error {@code |prediction − target|}; slope 0 where there is none. */
    public static LossGraph absoluteError(
            Model model, String predictions, String targets, Reduction reduction) {
        LossNodes nodes = new LossNodes(model, predictions);
        String difference = nodes.node("Sub", predictions, nodes.target(targets));
        return nodes.finish(nodes.node("Abs", difference), nodes.rank(), reduction);
    }

    /**
     * Huber's loss (Huber 1964): half the squared error up to {@code delta}, {@code delta ·
     * (|error| − delta/2)} beyond.
     *
     * @param delta where the parabola becomes a line, > 0
     */
    public static LossGraph huber(
            Model model, String predictions, String targets, double delta, Reduction reduction) {
        if (!(delta > 0 && delta < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("delta must be > 0 and finite, but was " + delta);
        }
        LossNodes nodes = new LossNodes(model, predictions);
        String difference = nodes.node("Sub", predictions, nodes.target(targets));
        // With c = clip(d): c (d − c/2) is d²/2 within the bounds and δ (|d| − δ/2) outside.
        String cut = nodes.node("Clip", difference, nodes.scalar(-delta), nodes.scalar(delta));
        String half = nodes.node("Mul", cut, nodes.scalar(0.5));
        String each = nodes.node("Mul", cut, nodes.node("Sub", difference, half));
        return nodes.finish(each, nodes.rank(), reduction);
    }
}
