package dev.bulwark.onnx.gradient;

import dev.bulwark.onnx.gradient.Losses.LossGraph;
import dev.bulwark.onnx.gradient.Losses.Reduction;
import dev.bulwark.onnx.graph.Model;
import java.util.List;
import java.util.OptionalInt;

/**
 * Losses that look at the distance between logits: what attacks climb and what support vector
 * machines descend.
 */
public final class MarginLosses {
    /** Keeps the ratio finite where the largest logits are equal, as in Croce and Hein's code. */
    private static final double LEAST_SPREAD = 1e-12;

    private static final int UNTARGETED_CLASSES = 3;
    private static final int TARGETED_CLASSES = 4;

    private MarginLosses() {}

    /**
     * Margin {@code max over other classes − own class}: positive exactly where the prediction is
     * wrong (Carlini and Wagner 2017, f₆).
     *
     * @param logits value of shape {@code [batch, classes, ...]}
     * @param labels name of the input to add, INT64 {@code [batch, ...]}
     */
    public static LossGraph margin(Model model, String logits, String labels, Reduction reduction) {
        LossNodes nodes = new LossNodes(model, logits);
        return nodes.finish(margin(nodes, labels), nodes.rankWithoutClasses(), reduction);
    }

    /**
     * Hinge loss {@code max(0, margin + max over other classes − own class)} (Crammer and Singer
     * 2001, equation 3, for a margin of 1).
     *
     * @param margin how far the own class must lead, > 0
     */
    public static LossGraph hinge(
            Model model, String logits, String labels, double margin, Reduction reduction) {
        requirePositive(margin);
        LossNodes nodes = new LossNodes(model, logits);
        String lead = nodes.node("Add", margin(nodes, labels), nodes.scalar(margin));
        return nodes.finish(nodes.node("Relu", lead), nodes.rankWithoutClasses(), reduction);
    }

    /**
     * Hinge loss over every other class, {@code Σ max(0, margin + other class − own class)} divided
     * by the number of classes (Weston and Watkins 1999).
     *
     * @param margin how far the own class must lead, > 0
     */
    public static LossGraph multiMargin(
            Model model, String logits, String labels, double margin, Reduction reduction) {
        requirePositive(margin);
        LossNodes nodes = new LossNodes(model, logits);
        String oneHot = nodes.oneHot(nodes.labels(labels));
        String own = nodes.node("Unsqueeze", nodes.chosen(oneHot), nodes.ints(LossNodes.CLASSES));
        String behind = nodes.node("Sub", logits, nodes.node("Sub", own, nodes.scalar(margin)));
        String others = nodes.node("Sub", nodes.scalar(1), oneHot);
        String each = nodes.node("Mul", nodes.node("Relu", behind), others);
        return nodes.finish(
                nodes.reduce("ReduceMean", each), nodes.rankWithoutClasses(), reduction);
    }

    /**
     * Difference of logits ratio {@code −(z_y − max over other classes) / (z_π1 − z_π3)}, which no
     * rescaling of the logits can flatten (Croce and Hein 2020, equation 6).
     *
     * @param logits value of shape {@code [batch, classes]}, at least 3 classes
     */
    public static LossGraph dlr(Model model, String logits, String labels, Reduction reduction) {
        LossNodes nodes = new LossNodes(model, logits);
        requireClasses(nodes, UNTARGETED_CLASSES);
        List<String> top = nodes.split(nodes.largest(UNTARGETED_CLASSES), 1, 1, 1);
        String spread = nodes.node("Sub", top.get(0), top.get(2));
        return ratio(nodes, margin(nodes, labels), spread, reduction);
    }

    /**
     * Targeted difference of logits ratio {@code −(z_y − z_t) / (z_π1 − (z_π3 + z_π4) / 2)} (Croce
     * and Hein 2020, equation 7).
     *
     * @param logits value of shape {@code [batch, classes]}, at least 4 classes
     * @param targets name of a second input to add: the classes to reach, INT64 {@code [batch]}
     */
    public static LossGraph targetedDlr(
            Model model, String logits, String labels, String targets, Reduction reduction) {
        LossNodes nodes = new LossNodes(model, logits);
        requireClasses(nodes, TARGETED_CLASSES);
        String own = nodes.chosen(nodes.oneHot(nodes.labels(labels)));
        String wanted = nodes.chosen(nodes.oneHot(nodes.labels(targets)));
        List<String> top = nodes.split(nodes.largest(TARGETED_CLASSES), 1, 1, 1, 1);
        String middle = nodes.node("Add", top.get(2), top.get(3));
        String spread = nodes.node("Sub", top.get(0), nodes.node("Mul", middle, nodes.scalar(0.5)));
        return ratio(nodes, nodes.node("Sub", wanted, own), spread, reduction);
    }

    /**
     * Difference {@code z_t − z_y} between the logit of a class and that of the own one.
     *
     * @param logits value of shape {@code [batch, classes]}
     * @param targets name of a second input to add: the classes to reach, INT64 {@code [batch]}
     */
    public static LossGraph difference(
            Model model, String logits, String labels, String targets, Reduction reduction) {
        LossNodes nodes = new LossNodes(model, logits);
        String own = nodes.chosen(nodes.oneHot(nodes.labels(labels)));
        String wanted = nodes.chosen(nodes.oneHot(nodes.labels(targets)));
        return nodes.finish(nodes.node("Sub", wanted, own), OptionalInt.of(1), reduction);
    }

    private static LossGraph ratio(
            LossNodes nodes, String margin, String spread, Reduction reduction) {
        String positive = nodes.node("Add", spread, nodes.scalar(LEAST_SPREAD));
        String rows = nodes.node("Squeeze", positive, nodes.ints(LossNodes.CLASSES));
        return nodes.finish(nodes.node("Div", margin, rows), OptionalInt.of(1), reduction);
    }

    private static String margin(LossNodes nodes, String labels) {
        String oneHot = nodes.oneHot(nodes.labels(labels));
        return nodes.node("Sub", nodes.bestOther(oneHot), nodes.chosen(oneHot));
    }

    private static void requirePositive(double margin) {
        if (!(margin > 0 && margin < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("margin must be > 0 and finite, but was " + margin);
        }
    }

    private static void requireClasses(LossNodes nodes, int least) {
        if (nodes.classes().isPresent() && nodes.classes().getAsLong() < least) {
            throw new IllegalArgumentException(
                    "the ratio needs %d classes or more, but the logits have %d"
                            .formatted(least, nodes.classes().getAsLong()));
        }
    }
}
