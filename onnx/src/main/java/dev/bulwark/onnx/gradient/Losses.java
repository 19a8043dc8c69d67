package dev.bulwark.onnx.gradient;

import dev.bulwark.onnx.graph.Model;
import java.util.List;
import java.util.Map;

/**
 * Appends a loss to a classifier, so that {@link Gradients} has something to differentiate.
 *
 * <p>Classes lie along axis 1. Where further axes follow, as in a segmentation {@code [batch,
 * classes, height, width]}, each position has a label of its own, and the loss of an example is the
 * mean over its positions.
 */
public final class Losses {
    /** Below it, probabilities count as this much: their logarithm must stay finite. */
    private static final double LEAST_PROBABILITY = 1e-12;

    private Losses() {}

    /** What becomes of the losses of the single examples. */
    public enum Reduction {
        /** Their mean, a scalar: what training minimises. */
        MEAN,
        /** Their sum, a scalar: its input gradient is each example's own, as attacks need it. */
        SUM,
        /** Each by itself, {@code [batch]}. */
        NONE
    }

    /**
     * A model with a loss.
     *
     * @param model outputs: the loss, then those of the model it was made from
     * @param loss name of the loss
     * @param targets names of the inputs that were added, in the order in which they were given
     */
    public record LossGraph(Model model, String loss, List<String> targets) {
        public LossGraph {
            targets = List.copyOf(targets);
        }

        /**
         * Name of the one input that takes the truth: classes, INT64, or target values.
         *
         * @throws IllegalStateException if the loss has none, or several
         */
        public String labels() {
            if (targets.size() != 1) {
                throw new IllegalStateException(
                        "the loss '%s' takes %s, not one target".formatted(loss, targets));
            }
            return targets.getFirst();
        }
    }

    /**
     * Cross-entropy {@code −log softmax(logits)[label]}, through the logarithm of the softmax,
     * which does not overflow.
     *
     * @param logits value of shape {@code [batch, classes, ...]}, not probabilities
     * @param labels name of the input to add, INT64 {@code [batch, ...]}, 0 to classes − 1
     * @throws IllegalArgumentException if {@code logits} is no value of the graph or {@code labels}
     *     is taken
     */
    public static LossGraph crossEntropyFromLogits(
            Model model, String logits, String labels, Reduction reduction) {
        return crossEntropyFromLogits(model, logits, labels, 0, reduction);
    }

    /**
     * Cross-entropy with label smoothing (Szegedy et al. 2016, section 7): the true class counts
     * {@code 1 − smoothing}, and {@code smoothing} is spread evenly over all classes.
     *
     * @param smoothing in [0, 1); commonly 0.1
     */
    public static LossGraph crossEntropyFromLogits(
            Model model, String logits, String labels, double smoothing, Reduction reduction) {
        if (!(smoothing >= 0 && smoothing < 1)) {
            throw new IllegalArgumentException("smoothing must be in [0, 1), but was " + smoothing);
        }
        LossNodes nodes = new LossNodes(model, logits);
        String truth = nodes.oneHot(nodes.labels(labels));
        if (smoothing > 0) {
            String share =
                    nodes.classes().isPresent()
                            ? nodes.scalar(smoothing / nodes.classes().getAsLong())
                            : nodes.node(
                                    "Div", nodes.scalar(smoothing), nodes.cast(nodes.classCount()));
            String own = nodes.node("Mul", truth, nodes.scalar(1 - smoothing));
            truth = nodes.node("Add", own, share);
        }
        return crossEntropy(nodes, truth, reduction);
    }

    /**
     * Cross-entropy against probabilities {@code −Σ target · log softmax(logits)}: mixed or
     * distilled labels (Zhang et al. 2018, "mixup").
     *
     * @param targets name of the input to add, of the type and shape of {@code logits}; rows that
     *     sum to one
     */
    public static LossGraph softCrossEntropy(
            Model model, String logits, String targets, Reduction reduction) {
        LossNodes nodes = new LossNodes(model, logits);
        return crossEntropy(nodes, nodes.target(targets), reduction);
    }

    private static LossGraph crossEntropy(LossNodes nodes, String truth, Reduction reduction) {
        String each = nodes.sumOverClasses(nodes.node("Mul", truth, nodes.logSoftmax()));
        return nodes.finish(nodes.node("Neg", each), nodes.rankWithoutClasses(), reduction);
    }

    /**
     * Binary cross-entropy {@code log(1 + eᶻ) − target · z} of each output by itself: yes or no, or
     * several labels that do not exclude each other. The loss of an example is the mean over its
     * outputs.
     *
     * @param logits value of shape {@code [batch, ...]}, not probabilities
     * @param targets name of the input to add, of the type and shape of {@code logits}, in [0, 1]
     */
    public static LossGraph binaryCrossEntropyFromLogits(
            Model model, String logits, String targets, Reduction reduction) {
        LossNodes nodes = new LossNodes(model, logits);
        String linear = nodes.node("Mul", nodes.target(targets), logits);
        String each = nodes.node("Sub", nodes.node("Softplus", logits), linear);
        return nodes.finish(each, nodes.rank(), reduction);
    }

    /**
     * Negative log-likelihood of a model that ends in probabilities. Near zero the logarithm, and
     * with it the gradient, is cut off at 1e-12; logits are better wherever there are any.
     *
     * @param probabilities value of shape {@code [batch, classes, ...]}, which sum to one
     */
    public static LossGraph negativeLogLikelihood(
            Model model, String probabilities, String labels, Reduction reduction) {
        LossNodes nodes = new LossNodes(model, probabilities);
        String likelihood = nodes.chosen(nodes.oneHot(nodes.labels(labels)));
        String floored = nodes.node("Clip", likelihood, nodes.scalar(LEAST_PROBABILITY));
        String each = nodes.node("Neg", nodes.node("Log", floored));
        return nodes.finish(each, nodes.rankWithoutClasses(), reduction);
    }

    /**
     * The chosen class's value itself, e.g. the logit an explanation attributes; not a loss to
     * minimise.
     *
     * @param scores value of shape {@code [batch, classes, ...]}
     */
    public static LossGraph selected(
            Model model, String scores, String labels, Reduction reduction) {
        LossNodes nodes = new LossNodes(model, scores);
        String each = nodes.chosen(nodes.oneHot(nodes.labels(labels)));
        return nodes.finish(each, nodes.rankWithoutClasses(), reduction);
    }

    /**
     * A loss that is a graph of one's own. Its inputs become values of the model where {@code
     * bindings} says so, and inputs of the result elsewhere; its first output is the loss, of any
     * shape: where it has several elements, gradients are those of their sum.
     *
     * @param loss of the operator sets of {@code model}
     * @param bindings values of {@code model} by input of {@code loss}
     * @throws IllegalArgumentException if a binding names no input of the loss or no value of the
     *     model, if types contradict, if a free input's name is taken in the model, or if the
     *     operator sets differ
     */
    public static LossGraph given(Model model, Model loss, Map<String, String> bindings) {
        return new GivenLoss(model, loss, bindings).appended();
    }
}
