package dev.bulwark.onnx.infer;

import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/** Operators that keep the elements and change what axes they lie along. */
final class LayoutTypes {
    private LayoutTypes() {}

    static void register(Map<String, Consumer<NodeFacts>> rules) {
        rules.put("Transpose", facts -> facts.put(0, transposed(facts)));
        rules.put("Flatten", facts -> facts.put(0, flattened(facts)));
        rules.put("Reshape", facts -> facts.put(0, reshaped(facts)));
        rules.put("Squeeze", facts -> facts.put(0, squeezed(facts)));
        rules.put("Unsqueeze", facts -> facts.put(0, unsqueezed(facts)));
        rules.put("DepthToSpace", facts -> facts.put(0, blocks(facts, true)));
        rules.put("SpaceToDepth", facts -> facts.put(0, blocks(facts, false)));
    }

    private static Shape transposed(NodeFacts facts) {
        if (facts.dims(0).isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> from = facts.dims(0).get();
        Optional<List<Long>> order = facts.node().intsAttribute("perm");
        if (order.isEmpty()) {
            return new Shape.Ranked(from.reversed());
        }
        if (order.get().stream().anyMatch(axis -> axis < 0 || axis >= from.size())) {
            return new Shape.Unranked();
        }
        return new Shape.Ranked(
                order.get().stream().map(axis -> from.get(axis.intValue())).toList());
    }

    private static Shape flattened(NodeFacts facts) {
        Optional<List<Dimension>> from = facts.dims(0);
        long axis = facts.node().intAttribute("axis", 1);
        int rank = from.map(List::size).orElse(0);
        int split = (int) (axis < 0 ? axis + rank : axis);
        if (from.isEmpty() || split < 0 || split > rank) {
            return new Shape.Ranked(NodeFacts.unknown(2));
        }
        return new Shape.Ranked(
                List.of(
                        Term.length(Term.product(from.get().subList(0, split))),
                        Term.length(Term.product(from.get().subList(split, rank)))));
    }

    private static Shape reshaped(NodeFacts facts) {
        if (facts.partial(1).isEmpty()) {
            OptionalInt rank = facts.lengthOf(1);
            return rank.isPresent()
                    ? new Shape.Ranked(NodeFacts.unknown(rank.getAsInt()))
                    : new Shape.Unranked();
        }
        boolean zeroCopies = facts.node().intAttribute("allowzero", 0) == 0;
        List<Optional<Term>> target = facts.partial(1).get().terms();
        List<Dimension> result = new ArrayList<>();
        for (int i = 0; i < target.size(); i++) {
            Optional<Term> length = target.get(i);
            if (length.filter(term -> term.factor() < -1).isPresent()) {
                // No length is below the -1 that leaves it open: the engine refuses the node.
                return new Shape.Ranked(NodeFacts.unknown(target.size()));
            }
            if (length.filter(term -> term.is(-1)).isPresent()) {
                length = Optional.empty();
            } else if (zeroCopies && length.filter(term -> term.is(0)).isPresent()) {
                int at = i;
                length = facts.dims(0).filter(d -> at < d.size()).flatMap(d -> Term.of(d.get(at)));
            }
            result.add(Term.length(length));
        }
        return new Shape.Ranked(completed(facts, result));
    }

    /** A single length that is not known is what the others leave of the elements there are. */
    private static List<Dimension> completed(NodeFacts facts, List<Dimension> target) {
        int open = target.indexOf(new Dimension.Unknown());
        if (open < 0 || facts.dims(0).isEmpty()) {
            return target;
        }
        List<Dimension> rest = new ArrayList<>(target);
        rest.remove(open);
        Optional<Term> all = Term.product(facts.dims(0).get());
        Optional<Term> others = Term.product(rest);
        if (all.isEmpty() || others.isEmpty()) {
            return target;
        }
        boolean whole = all.get().factor() % Math.max(others.get().factor(), 1) == 0;
        return whole
                ? NodeFacts.with(target, open, Term.length(all.get().dividedBy(others.get())))
                : target;
    }

    private static Shape squeezed(NodeFacts facts) {
        if (facts.dims(0).isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> from = facts.dims(0).get();
        Set<Long> gone = new HashSet<>();
        boolean given =
                facts.node().input(1).isPresent() || facts.node().intsAttribute("axes").isPresent();
        if (given && facts.axes(1).filter(List::isEmpty).isPresent()) {
            // The standard says that no axis goes, the engine takes every one of length 1.
            return new Shape.Unranked();
        }
        if (given && facts.axes(1).isEmpty()) {
            OptionalInt count = facts.lengthOf(1);
            return count.isPresent() && count.getAsInt() <= from.size()
                    ? new Shape.Ranked(NodeFacts.unknown(from.size() - count.getAsInt()))
                    : new Shape.Unranked();
        }
        if (given) {
            facts.axes(1).get().forEach(axis -> gone.add(axis < 0 ? axis + from.size() : axis));
        } else {
            for (int i = 0; i < from.size(); i++) {
                if (!(from.get(i) instanceof Dimension.Fixed(long size))) {
                    return new Shape.Unranked();
                } else if (size == 1) {
                    gone.add((long) i);
                }
            }
        }
        List<Dimension> result = new ArrayList<>();
        for (int i = 0; i < from.size(); i++) {
            if (!gone.contains((long) i)) {
                result.add(from.get(i));
            }
        }
        return new Shape.Ranked(result);
    }

    private static Shape unsqueezed(NodeFacts facts) {
        Optional<List<Long>> axes = facts.axes(1);
        if (facts.dims(0).isEmpty() || axes.isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> from = facts.dims(0).get();
        int rank = from.size() + axes.get().size();
        Set<Long> added = new HashSet<>();
        axes.get().forEach(axis -> added.add(axis < 0 ? axis + rank : axis));
        List<Dimension> result = new ArrayList<>();
        int next = 0;
        for (long i = 0; i < rank; i++) {
            boolean fresh = added.contains(i) || next == from.size();
            result.add(fresh ? Dimension.of(1) : from.get(next++));
        }
        return new Shape.Ranked(result);
    }

    private static Shape blocks(NodeFacts facts, boolean toSpace) {
        Optional<List<Dimension>> from = facts.dims(0).filter(d -> d.size() == 4);
        Term block = Term.of(facts.node().intAttribute("blocksize", 1));
        Optional<Term> area = block.times(block);
        if (from.isEmpty() || area.isEmpty()) {
            return new Shape.Ranked(NodeFacts.unknown(4));
        }
        List<Dimension> result = new ArrayList<>(List.of(from.get().getFirst()));
        result.add(scaled(from.get().get(1), area.get(), !toSpace));
        result.add(scaled(from.get().get(2), block, toSpace));
        result.add(scaled(from.get().get(3), block, toSpace));
        return new Shape.Ranked(result);
    }

    private static Dimension scaled(Dimension length, Term by, boolean up) {
        Optional<Term> term = Term.of(length);
        return Term.length(up ? term.flatMap(by::times) : term.flatMap(t -> t.dividedBy(by)));
    }
}
