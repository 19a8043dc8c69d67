package dev.bulwark.onnx.infer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Small matrices of lengths, in which exporters turn paddings about. */
final class PartialMatrix {
    private PartialMatrix() {}

    /** Rows and columns changed about; a vector stays. */
    static Optional<PartialValue> transposed(NodeFacts facts) {
        Optional<List<Long>> order = facts.node().intsAttribute("perm");
        return facts.partial(0)
                .filter(value -> value.dimensions().size() <= 2)
                .map(value ->
                        value.dimensions().size() < 2 || order.equals(Optional.of(List.of(0L, 1L)))
                                ? value
                                : turned(value));
    }

    private static PartialValue turned(PartialValue value) {
        int rows = Math.toIntExact(value.dimensions().get(0));
        int columns = Math.toIntExact(value.dimensions().get(1));
        List<Optional<Term>> terms = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
            for (int row = 0; row < rows; row++) {
                terms.add(value.terms().get(row * columns + column));
            }
        }
        return new PartialValue(value.type(), List.of((long) columns, (long) rows), terms);
    }

    /** Whole rows of a matrix, where a slice takes those alone. */
    static Optional<PartialValue> rows(NodeFacts facts, long start, long end, long step) {
        boolean rows = facts.longs(3).filter(axes -> axes.length == 1 && axes[0] == 0).isPresent();
        Optional<PartialValue> from =
                facts.partial(0).filter(value -> rows && value.dimensions().size() == 2);
        if (from.isEmpty() || step == 0) {
            return Optional.empty();
        }
        int size = Math.toIntExact(from.get().dimensions().get(0));
        int columns = Math.toIntExact(from.get().dimensions().get(1));
        long count = SliceShape.count(size, start, end, step);
        long first = start < 0 ? start + size : start;
        first = step > 0 ? Math.clamp(first, 0, size) : Math.clamp(first, -1, size - 1);
        List<Optional<Term>> terms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int row = (int) (first + i * step);
            terms.addAll(from.get().terms().subList(row * columns, (row + 1) * columns));
        }
        return Optional.of(
                new PartialValue(from.get().type(), List.of(count, (long) columns), terms));
    }
}
