package dev.bulwark.onnx.infer;

import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/** Operators that take axes together. */
final class ReductionTypes {
    private ReductionTypes() {}

    static void register(Map<String, Consumer<NodeFacts>> rules) {
        NodeTypes.all(
                rules,
                "ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin"
                        + " ReduceProd ReduceSum ReduceSumSquare",
                facts -> facts.put(0, reduced(facts)));
        NodeTypes.all(
                rules, "ArgMax ArgMin", facts -> facts.put(0, ElementType.INT64, argument(facts)));
        rules.put("TopK", ReductionTypes::topK);
        NodeTypes.all(
                rules,
                "NegativeLogLikelihoodLoss SoftmaxCrossEntropyLoss",
                ReductionTypes::crossEntropy);
        NodeTypes.all(
                rules, "GlobalAveragePool GlobalLpPool GlobalMaxPool", ReductionTypes::globalPool);
    }

    private static Shape reduced(NodeFacts facts) {
        if (facts.dims(0).isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> from = facts.dims(0).get();
        boolean keep = facts.node().intAttribute("keepdims", 1) != 0;
        boolean given =
                facts.node().input(1).isPresent() || facts.node().intsAttribute("axes").isPresent();
        Optional<List<Long>> axes = facts.axes(1);
        if (given && axes.isEmpty()) {
            return keep ? new Shape.Ranked(NodeFacts.unknown(from.size())) : new Shape.Unranked();
        }
        Set<Long> gone = new HashSet<>();
        axes.ifPresent(list -> list.forEach(a -> gone.add(a < 0 ? a + from.size() : a)));
        if (gone.isEmpty() && facts.node().intAttribute("noop_with_empty_axes", 0) != 0) {
            return new Shape.Ranked(from);
        }
        List<Dimension> result = new ArrayList<>();
        for (int i = 0; i < from.size(); i++) {
            if (!gone.isEmpty() && !gone.contains((long) i)) {
                result.add(from.get(i));
            } else if (keep) {
                result.add(Dimension.of(1));
            }
        }
        return new Shape.Ranked(result);
    }

    private static Shape argument(NodeFacts facts) {
        OptionalInt axis = facts.axis("axis", 0, 0);
        if (axis.isEmpty()) {
            return new Shape.Unranked();
        }
        List<Dimension> result = new ArrayList<>(facts.dims(0).orElseThrow());
        if (facts.node().intAttribute("keepdims", 1) != 0) {
            result.set(axis.getAsInt(), Dimension.of(1));
        } else {
            result.remove(axis.getAsInt());
        }
        return new Shape.Ranked(result);
    }

    private static void topK(NodeFacts facts) {
        OptionalInt axis = facts.axis("axis", -1, 0);
        Shape shape = new Shape.Unranked();
        if (axis.isPresent()) {
            Dimension count =
                    facts.lengths(1)
                            .filter(lengths -> lengths.size() == 1)
                            .map(List::getFirst)
                            .orElseGet(Dimension.Unknown::new);
            shape =
                    new Shape.Ranked(
                            NodeFacts.with(facts.dims(0).orElseThrow(), axis.getAsInt(), count));
        }
        facts.put(0, shape);
        facts.put(1, ElementType.INT64, shape);
    }

    private static void crossEntropy(NodeFacts facts) {
        boolean each = facts.node().stringAttribute("reduction", "mean").equals("none");
        facts.put(0, each ? facts.shape(1) : Shape.of());
        facts.put(1, facts.shape(0));
    }

    private static void globalPool(NodeFacts facts) {
        if (facts.dims(0).isEmpty()) {
            facts.put(0, new Shape.Unranked());
            return;
        }
        List<Dimension> result = new ArrayList<>(facts.dims(0).get());
        for (int i = 2; i < result.size(); i++) {
            result.set(i, Dimension.of(1));
        }
        facts.put(0, result);
    }
}
