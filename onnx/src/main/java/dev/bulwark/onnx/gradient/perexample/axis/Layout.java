package dev.bulwark.onnx.gradient.perexample.axis;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Operators that move, copy or choose elements. */
final class Layout {
    private Layout() {}

    private static Examples only(AxisNode n, int input) {
        return n.withExamples().equals(List.of(input))
                ? n.in(input)
                : n.mixed("takes a length or an index from the examples");
    }

    static Examples transpose(AxisNode n, int output) {
        OptionalInt rank = n.rank(0);
        if (rank.isEmpty() || !(n.in(0) instanceof Examples.Along along)) {
            return n.unknownShape();
        }
        Optional<List<Long>> order = n.node().intsAttribute("perm");
        int to =
                order.map(list -> list.indexOf((long) along.axis()))
                        .orElse(rank.getAsInt() - 1 - along.axis());
        return to < 0 ? n.unknownShape() : along.at(to);
    }

    /**
     * A reshape keeps the order of the elements, so the number of them that come before the
     * examples' factor in a row-major index stays, whatever axes hold them.
     */
    static Examples reshape(AxisNode n, int output) {
        if (!(only(n, 0) instanceof Examples.Along along)) {
            return only(n, 0);
        }
        Optional<List<Extent>> from = n.extents(0);
        Optional<List<Extent>> to = n.outputExtents(output);
        if (keepsAxis(n, along)) {
            return along;
        }
        if (from.isEmpty() || to.isEmpty()) {
            return n.unknownShape();
        }
        long outside = along.before();
        for (int axis = 0; axis < along.axis(); axis++) {
            outside *= from.get().get(axis) instanceof Extent.Fixed(long size) ? size : 0;
        }
        for (int axis = 0; axis < to.get().size() && outside > 0; axis++) {
            long size =
                    switch (to.get().get(axis)) {
                        case Extent.Fixed(long fixed) -> fixed;
                        case Extent.Multiple(long factor) -> factor;
                        case Extent.Unknown() -> 0;
                    };
            boolean examples = to.get().get(axis) instanceof Extent.Multiple;
            if (size == 0) {
                return n.unknownShape();
            }
            if ((examples ? size % outside : outside % size) != 0) {
                return n.mixed("cuts through the axis of the examples");
            }
            if (examples) {
                return once(n, to.get(), axis, outside, size / outside);
            }
            outside /= size;
        }
        return n.unknownShape();
    }

    /** Whether the examples' axis and all before it are copied, whatever comes behind. */
    private static boolean keepsAxis(AxisNode n, Examples.Along along) {
        if (n.node().opType().equals("Flatten")) {
            return along.axis() == 0 && n.node().intAttribute("axis", 1) == 1;
        }
        long[] target = n.integers(1).orElse(new long[0]);
        return target.length > along.axis()
                && n.node().intAttribute("allowzero", 0) == 0
                && Arrays.stream(target).limit(along.axis() + 1L).allMatch(size -> size == 0);
    }

    private static Examples once(
            AxisNode n, List<Extent> extents, int axis, long before, long after) {
        long count = extents.stream().filter(e -> !(e instanceof Extent.Fixed)).count();
        return count == 1 ? new Examples.Along(axis, before, after) : n.unknownShape();
    }

    private static Optional<long[]> axes(AxisNode n, int rank) {
        return n.node()
                .intsAttribute("axes")
                .map(list -> list.stream().mapToLong(Long::longValue).toArray())
                .or(() -> n.integers(1))
                .map(axes -> Arrays.stream(axes).map(a -> a < 0 ? a + rank : a).toArray());
    }

    static Examples squeeze(AxisNode n, int output) {
        OptionalInt rank = n.rank(0);
        Optional<long[]> axes = rank.isEmpty() ? Optional.empty() : axes(n, rank.getAsInt());
        if (axes.isEmpty() || !(only(n, 0) instanceof Examples.Along along)) {
            // Without axes a batch of one example would lose its axis.
            return n.unknownShape();
        }
        long before = Arrays.stream(axes.get()).filter(a -> a < along.axis()).count();
        return Arrays.stream(axes.get()).anyMatch(a -> a == along.axis())
                ? n.overTheExamples()
                : along.at(along.axis() - (int) before);
    }

    static Examples unsqueeze(AxisNode n, int output) {
        OptionalInt rank = n.rank(0);
        OptionalInt added =
                n.integers(1)
                        .map(a -> OptionalInt.of(a.length))
                        .or(() -> n.node().intsAttribute("axes").map(a -> OptionalInt.of(a.size())))
                        .orElseGet(OptionalInt::empty);
        if (rank.isEmpty() || added.isEmpty() || !(only(n, 0) instanceof Examples.Along along)) {
            return n.unknownShape();
        }
        int whole = rank.getAsInt() + added.getAsInt();
        long[] axes = axes(n, whole).orElseThrow();
        int seen = -1;
        for (int axis = 0; axis < whole; axis++) {
            long here = axis;
            if (Arrays.stream(axes).noneMatch(a -> a == here) && ++seen == along.axis()) {
                return along.at(axis);
            }
        }
        return n.unknownShape();
    }

    /** Copies along other axes; the examples' own length must stay. */
    static Examples expand(AxisNode n, int output) {
        Optional<List<Extent>> from = n.extents(0);
        Optional<List<Extent>> to = n.outputExtents(output);
        if (from.isEmpty() || to.isEmpty() || !(only(n, 0) instanceof Examples.Along along)) {
            return n.unknownShape();
        }
        Examples.Along moved = along.at(along.axis() + to.get().size() - from.get().size());
        for (int axis = 0; axis < to.get().size(); axis++) {
            Extent wanted = new Extent.Multiple(along.before() * along.after());
            boolean fine =
                    axis == moved.axis()
                            ? to.get().get(axis).equals(wanted)
                            : to.get().get(axis) instanceof Extent.Fixed;
            if (!fine) {
                return n.mixed("repeats over the axis of the examples");
            }
        }
        return moved;
    }

    static Examples slice(AxisNode n, int output) {
        OptionalInt rank = n.rank(0);
        if (rank.isEmpty() || !(only(n, 0) instanceof Examples.Along along)) {
            return only(n, 0) instanceof Examples.Along ? n.unknownShape() : only(n, 0);
        }
        Optional<long[]> given = n.integers(3);
        if (n.has(3) && given.isEmpty()) {
            return n.unknownShape();
        }
        Optional<long[]> starts = n.integers(1);
        long[] axes =
                given.orElseGet(() -> {
                    long[] all = new long[starts.map(s -> s.length).orElse(rank.getAsInt())];
                    Arrays.setAll(all, i -> i);
                    return all;
                });
        boolean touches =
                Arrays.stream(axes)
                        .anyMatch(a -> (a < 0 ? a + rank.getAsInt() : a) == along.axis());
        return touches ? n.mixed("chooses among the examples") : along;
    }

    static Examples pad(AxisNode n, int output) {
        Optional<long[]> pads = n.integers(1);
        OptionalInt rank = n.rank(0);
        boolean whole =
                pads.isPresent()
                        && rank.isPresent()
                        && !n.has(3)
                        && pads.get().length == 2 * rank.getAsInt();
        if (!whole || !(only(n, 0) instanceof Examples.Along along)) {
            return n.unknownShape();
        }
        return pads.get()[along.axis()] == 0 && pads.get()[along.axis() + rank.getAsInt()] == 0
                ? along
                : n.overTheExamples();
    }

    static Examples gather(AxisNode n, int output) {
        OptionalInt axis = n.axis(0, 0);
        OptionalInt taken = n.rank(1);
        if (axis.isEmpty() || taken.isEmpty() || n.withExamples().size() != 1) {
            return n.mixed("looks examples up in other examples, or its shapes are not known");
        }
        if (n.in(1) instanceof Examples.Along along) {
            return along.at(along.axis() + axis.getAsInt());
        }
        Examples.Along along = (Examples.Along) n.in(0);
        if (along.axis() == axis.getAsInt()) {
            return n.mixed("chooses among the examples");
        }
        return along.axis() < axis.getAsInt()
                ? along
                : along.at(along.axis() + taken.getAsInt() - 1);
    }

    static Examples oneHot(AxisNode n, int output) {
        OptionalInt rank = n.rank(0);
        if (rank.isEmpty() || !(only(n, 0) instanceof Examples.Along along)) {
            return n.unknownShape();
        }
        long axis = n.node().intAttribute("axis", -1);
        long at = axis < 0 ? axis + rank.getAsInt() + 1 : axis;
        return at <= along.axis() ? along.at(along.axis() + 1) : along;
    }

    static Examples triangle(AxisNode n, int output) {
        OptionalInt rank = n.rank(0);
        if (rank.isEmpty() || !(only(n, 0) instanceof Examples.Along along)) {
            return n.unknownShape();
        }
        return along.axis() < rank.getAsInt() - 2 ? along : n.overTheExamples();
    }
}
