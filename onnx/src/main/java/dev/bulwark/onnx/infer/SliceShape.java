package dev.bulwark.onnx.infer;

import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The lengths that a {@code Slice} leaves (ONNX {@code Slice}, clamping of starts and ends). */
final class SliceShape {
    private SliceShape() {}

    static Shape of(NodeFacts facts) {
        Optional<List<Dimension>> from = facts.dims(0);
        if (from.isEmpty()) {
            return new Shape.Unranked();
        }
        int rank = from.get().size();
        Optional<List<Optional<Term>>> starts = bounds(facts, "starts", 1);
        Optional<List<Optional<Term>>> ends = bounds(facts, "ends", 2);
        boolean someAxes =
                facts.node().input(3).isPresent() || facts.node().intsAttribute("axes").isPresent();
        Optional<List<Long>> axes = someAxes ? facts.axes(3) : Optional.empty();
        if (someAxes && axes.isEmpty()) {
            return new Shape.Ranked(NodeFacts.unknown(rank));
        }
        int count = axes.map(List::size).or(() -> starts.map(List::size)).orElse(rank);
        Optional<List<Optional<Term>>> steps =
                facts.node().input(4).isPresent()
                        ? facts.partial(4).map(PartialValue::terms)
                        : Optional.of(Collections.nCopies(count, Optional.of(Term.of(1))));
        List<Dimension> result = new ArrayList<>(from.get());
        for (int i = 0; i < count; i++) {
            OptionalInt at = NodeFacts.index(axes.isPresent() ? axes.get().get(i) : i, rank);
            if (at.isEmpty()) {
                return new Shape.Ranked(NodeFacts.unknown(rank));
            }
            result.set(
                    at.getAsInt(),
                    sliced(result.get(at.getAsInt()), get(starts, i), get(ends, i), get(steps, i)));
        }
        return new Shape.Ranked(result);
    }

    private static Optional<List<Optional<Term>>> bounds(
            NodeFacts facts, String attribute, int input) {
        return facts.node()
                .intsAttribute(attribute)
                .map(list -> list.stream().map(v -> Optional.of(Term.of(v))).toList())
                .or(() -> facts.partial(input).map(PartialValue::terms));
    }

    private static Optional<Term> get(Optional<List<Optional<Term>>> list, int index) {
        return list.filter(terms -> index < terms.size()).flatMap(terms -> terms.get(index));
    }

    private static Dimension sliced(
            Dimension length, Optional<Term> start, Optional<Term> end, Optional<Term> step) {
        if (start.isEmpty() || end.isEmpty() || !step.filter(Term::isNumber).isPresent()) {
            return new Dimension.Unknown();
        }
        long by = step.get().factor();
        if (length instanceof Dimension.Fixed(long size)
                && start.get().isNumber()
                && end.get().isNumber()) {
            return Dimension.of(count(size, start.get().factor(), end.get().factor(), by));
        }
        boolean fromFirst = start.get().is(0) && by == 1;
        // All of it, whatever its length: to the end, or to a length of the same name.
        boolean toLast =
                end.get().isNumber()
                        ? end.get().factor() >= Integer.MAX_VALUE
                        : Term.of(length).equals(end);
        boolean reversed =
                by == -1
                        && start.get().is(-1)
                        && end.get().isNumber()
                        && end.get().factor() <= -Integer.MAX_VALUE;
        return (fromFirst && toLast) || reversed ? length : new Dimension.Unknown();
    }

    /** How many elements lie from {@code start} to before {@code end}. */
    static long count(long size, long start, long end, long step) {
        if (step == 0) {
            return 0;
        }
        long first = start < 0 ? start + size : start;
        long last = end < 0 ? Math.max(end, -Long.MAX_VALUE) + size : end;
        if (step > 0) {
            first = Math.clamp(first, 0, size);
            last = Math.clamp(last, 0, size);
            return last <= first ? 0 : (last - first - 1) / step + 1;
        }
        first = Math.clamp(first, -1, size - 1);
        last = Math.clamp(last, -1, size - 1);
        long back = step == Long.MIN_VALUE ? Long.MAX_VALUE : -step;
        return last >= first ? 0 : (first - last - 1) / back + 1;
    }
}
