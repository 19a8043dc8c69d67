package dev.bulwark.onnx.infer;

import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Operators that make axes longer or shorter. */
final class ExtentTypes {
    private ExtentTypes() {}

    static void register(Map<String, Consumer<NodeFacts>> rules) {
        rules.put("Concat", facts -> facts.put(0, concat(facts)));
        rules.put("Split", ExtentTypes::split);
        rules.put("Slice", facts -> facts.put(0, SliceShape.of(facts)));
        rules.put("Pad", facts -> facts.put(0, padded(facts)));
        NodeTypes.all(rules, "Resize Upsample", facts -> facts.put(0, resized(facts)));
        rules.put("Tile", facts -> facts.put(0, tiled(facts)));
        rules.put("Expand", facts -> facts.put(0, expanded(facts)));
    }

    private static Shape concat(NodeFacts facts) {
        OptionalInt axis = facts.axis("axis", 0, 0);
        if (axis.isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> result = new ArrayList<>(facts.dims(0).orElseThrow());
        Optional<Term> total = Optional.of(Term.of(0));
        for (int i = 0; i < facts.node().inputs().size(); i++) {
            List<Dimension> part = facts.dims(i).orElse(List.of());
            if (part.size() != result.size()) {
                return new Shape.Ranked(NodeFacts.unknown(result.size()));
            }
            for (int d = 0; d < part.size(); d++) {
                if (!(result.get(d) instanceof Dimension.Fixed)
                        && !(part.get(d) instanceof Dimension.Unknown)) {
                    result.set(d, part.get(d));
                }
            }
            Optional<Term> length = Term.of(part.get(axis.getAsInt()));
            total = total.flatMap(sum -> length.flatMap(sum::plus));
        }
        result.set(axis.getAsInt(), Term.length(total));
        return new Shape.Ranked(result);
    }

    private static void split(NodeFacts facts) {
        Node node = facts.node();
        OptionalInt axis = facts.axis("axis", 0, 0);
        int parts = node.outputs().size();
        for (int i = 0; i < parts; i++) {
            if (axis.isEmpty()) {
                facts.put(i, new Shape.Unranked());
                continue;
            }
            List<Dimension> from = facts.dims(0).orElseThrow();
            facts.put(
                    i,
                    NodeFacts.with(
                            from,
                            axis.getAsInt(),
                            part(facts, from.get(axis.getAsInt()), i, parts)));
        }
    }

    private static Dimension part(NodeFacts facts, Dimension whole, int index, int parts) {
        Optional<List<Long>> attribute = facts.node().intsAttribute("split");
        if (attribute.isPresent() || facts.node().input(1).isPresent()) {
            Optional<List<Dimension>> sizes =
                    attribute
                            .filter(list -> list.stream().allMatch(size -> size >= 0))
                            .map(list -> Shape.of(list).dimensions())
                            .or(() -> facts.lengths(1));
            return sizes.filter(list -> index < list.size())
                    .map(list -> list.get(index))
                    .orElseGet(Dimension.Unknown::new);
        }
        if (whole instanceof Dimension.Fixed(long size)) {
            long each = (size + parts - 1) / parts;
            return Dimension.of(Math.clamp(size - each * index, 0, each));
        }
        return Term.length(
                Term.of(whole)
                        .filter(term -> term.factor() % parts == 0)
                        .flatMap(term -> term.dividedBy(Term.of(parts))));
    }

    private static Shape padded(NodeFacts facts) {
        Optional<List<Dimension>> from = facts.dims(0);
        if (from.isEmpty()) {
            return new Shape.Unranked();
        }
        int rank = from.get().size();
        Optional<List<Optional<Term>>> pads =
                facts.node()
                        .intsAttribute("pads")
                        .map(list -> list.stream().map(p -> Optional.of(Term.of(p))).toList())
                        .or(() -> facts.partial(1).map(PartialValue::terms));
        List<Long> axes = new ArrayList<>();
        for (long i = 0; i < rank; i++) {
            axes.add(i);
        }
        if (facts.node().input(3).isPresent()) {
            axes = facts.axes(3).orElse(List.of());
        }
        if (pads.isEmpty() || axes.isEmpty() || pads.get().size() != 2 * axes.size()) {
            return new Shape.Ranked(NodeFacts.unknown(rank));
        }
        List<Dimension> result = new ArrayList<>(from.get());
        for (int i = 0; i < axes.size(); i++) {
            OptionalInt at = NodeFacts.index(axes.get(i), rank);
            if (at.isEmpty()) {
                return new Shape.Ranked(NodeFacts.unknown(rank));
            }
            Optional<Term> before = pads.get().get(i);
            Optional<Term> after = pads.get().get(i + axes.size());
            result.set(
                    at.getAsInt(),
                    Term.length(
                            before.flatMap(b -> after.flatMap(b::plus))
                                    .flatMap(sum ->
                                            Term.of(from.get().get(at.getAsInt()))
                                                    .flatMap(t -> t.plus(sum)))));
        }
        return new Shape.Ranked(result);
    }

    private static Shape resized(NodeFacts facts) {
        Optional<List<Dimension>> from = facts.dims(0);
        if (from.isEmpty()) {
            return new Shape.Unranked();
        }
        int rank = from.get().size();
        boolean plain =
                facts.node().intsAttribute("axes").isEmpty()
                        && facts.node()
                                .stringAttribute("keep_aspect_ratio_policy", "stretch")
                                .equals("stretch");
        Optional<List<Dimension>> sizes = facts.lengths(3).filter(list -> list.size() == rank);
        if (plain && sizes.isPresent()) {
            return new Shape.Ranked(sizes.get());
        }
        Optional<float[]> scales = scales(facts).filter(list -> list.length == rank);
        if (!plain || scales.isEmpty()) {
            return new Shape.Ranked(NodeFacts.unknown(rank));
        }
        List<Dimension> result = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            result.add(scaled(from.get().get(i), scales.get()[i]));
        }
        return new Shape.Ranked(result);
    }

    private static Optional<float[]> scales(NodeFacts facts) {
        int input = facts.node().inputs().size() > 2 ? 2 : 1;
        return facts.node()
                .input(input)
                .flatMap(facts.inference()::constant)
                .filter(value ->
                        value.elementType() == ElementType.FLOAT
                                && value.elements() <= TensorValue.MAX_RANK)
                .map(TensorValue::floats);
    }

    private static Dimension scaled(Dimension length, float scale) {
        if (scale == 1) {
            return length;
        }
        if (length instanceof Dimension.Fixed(long size) && scale > 0) {
            double scaled = Math.floor((double) (size * scale));
            return scaled <= Integer.MAX_VALUE
                    ? Dimension.of((long) scaled)
                    : new Dimension.Unknown();
        }
        boolean whole = scale == Math.rint(scale) && scale > 0 && scale < (1 << 20);
        return whole
                ? Term.length(Term.of(length).flatMap(t -> t.times(Term.of((long) scale))))
                : new Dimension.Unknown();
    }

    private static Shape tiled(NodeFacts facts) {
        Optional<List<Dimension>> from = facts.dims(0);
        if (from.isEmpty()) {
            OptionalInt rank = facts.lengthOf(1);
            return rank.isPresent()
                    ? new Shape.Ranked(NodeFacts.unknown(rank.getAsInt()))
                    : new Shape.Unranked();
        }
        int rank = from.get().size();
        Optional<List<Optional<Term>>> repeats =
                facts.partial(1).map(PartialValue::terms).filter(list -> list.size() == rank);
        List<Dimension> result = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            int at = i;
            result.add(
                    Term.length(
                            repeats.flatMap(list -> list.get(at))
                                    .flatMap(times ->
                                            Term.of(from.get().get(at)).flatMap(times::times))));
        }
        return new Shape.Ranked(result);
    }

    private static Shape expanded(NodeFacts facts) {
        Optional<List<Dimension>> to = facts.lengths(1);
        if (to.isEmpty()) {
            OptionalInt rank = facts.lengthOf(1);
            to = rank.isPresent() ? Optional.of(NodeFacts.unknown(rank.getAsInt())) : to;
        }
        return to.isPresent() && facts.dims(0).isPresent()
                ? new Shape.Ranked(Broadcast.of(facts.dims(0).get(), to.get()))
                : new Shape.Unranked();
    }
}
