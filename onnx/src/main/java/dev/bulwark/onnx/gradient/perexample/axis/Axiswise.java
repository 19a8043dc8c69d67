package dev.bulwark.onnx.gradient.perexample.axis;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Operators that compute along some axes and leave the others alone. */
final class Axiswise {
    private Axiswise() {}

    private static Optional<Examples.Along> onlyFirst(AxisNode n) {
        return n.withExamples().equals(List.of(0))
                ? Optional.of((Examples.Along) n.in(0))
                : Optional.empty();
    }

    static Examples sameShape(AxisNode n, int output) {
        return apart(n, n.axis(-1, 0));
    }

    private static Examples apart(AxisNode n, OptionalInt axis) {
        Optional<Examples.Along> along = onlyFirst(n);
        if (along.isEmpty() || axis.isEmpty()) {
            return n.unknownShape();
        }
        return along.get().axis() == axis.getAsInt() ? n.overTheExamples() : along.get();
    }

    static Examples cumulative(AxisNode n, int output) {
        Optional<long[]> axis = n.integers(1).filter(values -> values.length == 1);
        OptionalInt rank = n.rank(0);
        if (axis.isEmpty() || rank.isEmpty()) {
            return n.unknownShape();
        }
        long at = axis.get()[0];
        return apart(n, OptionalInt.of((int) (at < 0 ? at + rank.getAsInt() : at)));
    }

    static Examples argument(AxisNode n, int output) {
        OptionalInt axis = n.axis(0, 0);
        return apart(n, axis) instanceof Examples.Along along
                ? along.at(
                        along.axis()
                                - (n.node().intAttribute("keepdims", 1) == 0
                                                && axis.getAsInt() < along.axis()
                                        ? 1
                                        : 0))
                : apart(n, axis);
    }

    static Examples best(AxisNode n, int output) {
        return apart(n, n.axis(-1, 0));
    }

    /** Normalises over {@code axis} and all behind it; statistics keep their axes. */
    static Examples fromAxisOn(AxisNode n, int output) {
        Optional<Examples.Along> along = onlyFirst(n);
        OptionalInt axis = n.axis(-1, 0);
        if (along.isEmpty() || axis.isEmpty()) {
            return n.unknownShape();
        }
        return along.get().axis() < axis.getAsInt() ? along.get() : n.overTheExamples();
    }

    static Examples split(AxisNode n, int output) {
        return apart(n, n.axis(0, 0));
    }

    static Examples concat(AxisNode n, int output) {
        OptionalInt axis = n.axis(0, 0);
        if (axis.isEmpty()) {
            return n.unknownShape();
        }
        Examples first = n.in(n.withExamples().getFirst());
        for (int i = 0; i < n.inputs(); i++) {
            if (!n.in(i).equals(first)) {
                return n.mixed("joins examples with what has no axis of examples there");
            }
        }
        return ((Examples.Along) first).axis() == axis.getAsInt() ? n.overTheExamples() : first;
    }

    /** Data and indices of the same rank, and the updates of a scatter. */
    static Examples elements(AxisNode n, int output) {
        OptionalInt axis = n.axis(0, 0);
        if (axis.isEmpty()) {
            return n.unknownShape();
        }
        Examples first = n.in(n.withExamples().getFirst());
        for (int i = 0; i < n.inputs(); i++) {
            if (!n.in(i).equals(first)) {
                return n.mixed("reads examples at indices by their place in the batch");
            }
        }
        return ((Examples.Along) first).axis() == axis.getAsInt() ? n.overTheExamples() : first;
    }

    static Examples reduction(AxisNode n, int output) {
        Optional<Examples.Along> along = onlyFirst(n);
        OptionalInt rank = n.rank(0);
        Optional<long[]> axes =
                n.node()
                        .intsAttribute("axes")
                        .map(list -> list.stream().mapToLong(Long::longValue).toArray())
                        .or(() -> n.integers(1));
        if (along.isEmpty() || rank.isEmpty() || (axes.isEmpty() && n.has(1))) {
            return n.unknownShape();
        }
        if (axes.isEmpty() || axes.get().length == 0) {
            return n.node().intAttribute("noop_with_empty_axes", 0) != 0
                    ? along.get()
                    : n.overTheExamples();
        }
        long[] reduced =
                Arrays.stream(axes.get()).map(a -> a < 0 ? a + rank.getAsInt() : a).toArray();
        int at = along.get().axis();
        if (Arrays.stream(reduced).anyMatch(a -> a == at)) {
            return n.overTheExamples();
        }
        return n.node().intAttribute("keepdims", 1) != 0
                ? along.get()
                : along.get().at(at - (int) Arrays.stream(reduced).filter(a -> a < at).count());
    }
}
