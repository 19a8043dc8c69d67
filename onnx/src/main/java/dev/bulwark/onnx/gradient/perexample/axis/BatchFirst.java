package dev.bulwark.onnx.gradient.perexample.axis;

import java.util.List;
import java.util.Optional;

/** Operators whose axis 0 is a batch by definition, and keeps its rows apart. */
final class BatchFirst {
    private BatchFirst() {}

    static Examples alone(AxisNode n, int output) {
        if (!n.withExamples().equals(List.of(0))) {
            return n.mixed("takes weights or settings from the examples");
        }
        Examples.Along along = (Examples.Along) n.in(0);
        return along.axis() == 0 ? along : n.overTheExamples();
    }

    /** The second output numbers elements through the whole batch. */
    static Examples maxPool(AxisNode n, int output) {
        return output == 0
                ? alone(n, output)
                : n.mixed("numbers its maxima through the whole batch");
    }

    static Examples batchNormalization(AxisNode n, int output) {
        if (n.node().intAttribute("training_mode", 0) != 0) {
            return n.mixed(
                    "normalises by statistics of the whole batch, which couples its examples");
        }
        return alone(n, output);
    }

    static Examples resize(AxisNode n, int output) {
        Optional<List<Extent>> to = n.outputExtents(output);
        if (!(alone(n, output) instanceof Examples.Along along)) {
            return alone(n, output);
        }
        Optional<List<Long>> axes = n.node().intsAttribute("axes");
        if (axes.isPresent() && !axes.get().isEmpty()) {
            int rank = n.rank(0).orElse(0);
            return axes.get().stream().anyMatch(a -> a == 0 || a == -rank)
                    ? n.overTheExamples()
                    : along;
        }
        return to.isPresent()
                        && to.get()
                                .getFirst()
                                .equals(new Extent.Multiple(along.before() * along.after()))
                ? along
                : n.unknownShape();
    }

    /** The losses of the single rows; their mean or sum mixes them. */
    static Examples loss(AxisNode n, int output) {
        boolean each = n.node().stringAttribute("reduction", "mean").equals("none");
        if (output == 0 && !each) {
            return n.overTheExamples();
        }
        Examples scores = n.in(0);
        return n.in(1).equals(scores)
                        && n.in(2) instanceof Examples.None
                        && scores instanceof Examples.Along(int axis, long __, long ___)
                        && axis == 0
                ? scores
                : n.mixed("pairs examples with labels by their place in the batch");
    }

    static Examples categories(AxisNode n, int output) {
        return n.withExamples().equals(List.of(0)) ? n.in(0) : n.unknownShape();
    }
}
