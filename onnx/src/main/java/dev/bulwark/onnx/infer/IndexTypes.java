package dev.bulwark.onnx.infer;

import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Operators that look elements up, or say where they are. */
final class IndexTypes {
    private IndexTypes() {}

    static void register(Map<String, Consumer<NodeFacts>> rules) {
        rules.put("Gather", facts -> facts.put(0, gathered(facts)));
        rules.put("GatherElements", facts -> facts.put(0, facts.shape(1)));
        rules.put("GatherND", facts -> facts.put(0, gatheredByTuples(facts)));
        rules.put(
                "OneHot",
                facts -> facts.element(2).ifPresent(type -> facts.put(0, type, oneHot(facts))));
        rules.put("Shape", IndexTypes::shapeOfInput);
        rules.put("Size", facts -> facts.put(0, ElementType.INT64, Shape.of()));
        rules.put("NonZero", IndexTypes::nonZero);
        rules.put("Compress", IndexTypes::compressed);
        rules.put(
                "NonMaxSuppression",
                facts ->
                        facts.put(
                                0,
                                ElementType.INT64,
                                List.of(new Dimension.Unknown(), Dimension.of(3))));
    }

    private static Shape gathered(NodeFacts facts) {
        OptionalInt axis = facts.axis("axis", 0, 0);
        if (axis.isEmpty() || facts.dims(1).isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> from = facts.dims(0).orElseThrow();
        List<Dimension> result = new ArrayList<>(from.subList(0, axis.getAsInt()));
        result.addAll(facts.dims(1).get());
        result.addAll(from.subList(axis.getAsInt() + 1, from.size()));
        return new Shape.Ranked(result);
    }

    private static Shape gatheredByTuples(NodeFacts facts) {
        Optional<List<Dimension>> from = facts.dims(0);
        Optional<List<Dimension>> tuples = facts.dims(1).filter(d -> !d.isEmpty());
        if (from.isEmpty()
                || tuples.isEmpty()
                || !(tuples.get().getLast() instanceof Dimension.Fixed(long width))) {
            return new Shape.Unranked();
        }
        long named = width + facts.node().intAttribute("batch_dims", 0);
        if (named < 0 || named > from.get().size()) {
            return new Shape.Unranked();
        }
        List<Dimension> result = new ArrayList<>(tuples.get().subList(0, tuples.get().size() - 1));
        result.addAll(from.get().subList((int) named, from.get().size()));
        return new Shape.Ranked(result);
    }

    private static Shape oneHot(NodeFacts facts) {
        if (facts.dims(0).isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> result = new ArrayList<>(facts.dims(0).get());
        OptionalInt at = NodeFacts.index(facts.node().intAttribute("axis", -1), result.size() + 1);
        if (at.isEmpty()) {
            return new Shape.Unranked();
        }
        result.add(
                at.getAsInt(),
                facts.lengths(1)
                        .filter(depth -> depth.size() == 1)
                        .map(List::getFirst)
                        .orElseGet(Dimension.Unknown::new));
        return new Shape.Ranked(result);
    }

    private static void shapeOfInput(NodeFacts facts) {
        Dimension length =
                facts.dims(0)
                        .map(d -> PartialEvaluation.part(facts.node(), d))
                        .<Dimension>map(part -> Dimension.of(part.size()))
                        .orElseGet(Dimension.Unknown::new);
        facts.put(0, ElementType.INT64, List.of(length));
    }

    private static void nonZero(NodeFacts facts) {
        Dimension rank =
                facts.dims(0)
                        .<Dimension>map(d -> Dimension.of(d.size()))
                        .orElseGet(Dimension.Unknown::new);
        facts.put(0, ElementType.INT64, List.of(rank, new Dimension.Unknown()));
    }

    private static void compressed(NodeFacts facts) {
        if (facts.node().intAttribute("axis").isEmpty()) {
            facts.put(0, NodeFacts.unknown(1));
            return;
        }
        OptionalInt axis = facts.axis("axis", 0, 0);
        facts.put(
                0,
                axis.isEmpty()
                        ? new Shape.Unranked()
                        : new Shape.Ranked(
                                NodeFacts.with(
                                        facts.dims(0).orElseThrow(),
                                        axis.getAsInt(),
                                        new Dimension.Unknown())));
    }
}
