package dev.bulwark.onnx.gradient.perexample.axis;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Operators that compute each element from those at the same index, after broadcasting. */
final class Pointwise {
    private Pointwise() {}

    /** The first operand decides; the others are settings. */
    static Examples unary(AxisNode n, int output) {
        return n.withExamples().equals(List.of(0))
                ? n.in(0)
                : n.mixed("takes a setting from the examples");
    }

    /** The second operand gives its type and nothing else. */
    static Examples likeFirst(AxisNode n, int output) {
        return n.in(0);
    }

    static Examples broadcast(AxisNode n, int output) {
        int rank = 0;
        for (int i = 0; i < n.inputs(); i++) {
            OptionalInt own = n.rank(i);
            if (own.isEmpty()) {
                return n.unknownShape();
            }
            rank = Math.max(rank, own.getAsInt());
        }
        return aligned(n, rank, 0, n.inputs());
    }

    /** Operands {@code from} to {@code to}, aligned at their last axes as broadcasting does. */
    static Examples aligned(AxisNode n, int rank, int from, int to) {
        Optional<Examples.Along> found = Optional.empty();
        for (int i = from; i < to; i++) {
            if (n.in(i) instanceof Examples.Along along) {
                Examples.Along here = along.at(along.axis() + rank - n.rank(i).orElseThrow());
                if (found.isPresent() && !found.get().equals(here)) {
                    return n.mixed("pairs one example with another, for their axes differ");
                }
                found = Optional.of(here);
            }
        }
        if (found.isEmpty()) {
            return new Examples.None();
        }
        for (int i = from; i < to; i++) {
            if (!repeats(n, i, found.get().axis() - rank + n.rank(i).orElseThrow())) {
                return n.mixed("pairs examples with elements by their place in the batch");
            }
        }
        return found.get();
    }

    /** Whether an operand without examples is the same for every index along {@code axis}. */
    static boolean repeats(AxisNode n, int input, int axis) {
        return n.in(input) instanceof Examples.Along
                || axis < 0
                || n.extents(input)
                        .filter(e -> axis < e.size() && e.get(axis).equals(new Extent.Fixed(1)))
                        .isPresent();
    }
}
