package dev.bulwark.onnx.infer;

import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Convolutions, pools and samplings: a batch, channels, and axes that a window moves along. */
final class WindowTypes {
    private static final int SPATIAL = 2;

    private WindowTypes() {}

    static void register(Map<String, Consumer<NodeFacts>> rules) {
        rules.put("Conv", WindowTypes::convolution);
        rules.put("ConvTranspose", WindowTypes::transposed);
        NodeTypes.all(rules, "AveragePool LpPool MaxPool", WindowTypes::pool);
        rules.put("RoiAlign", WindowTypes::regions);
        rules.put("GridSample", WindowTypes::sampled);
    }

    private static void convolution(NodeFacts facts) {
        Optional<List<Dimension>> input = facts.dims(0).filter(d -> d.size() > SPATIAL);
        Optional<List<Dimension>> weight = facts.dims(1);
        if (input.isEmpty()) {
            facts.put(0, unknownLike(weight));
            return;
        }
        int rank = input.get().size();
        List<Dimension> result = new ArrayList<>(NodeFacts.unknown(rank));
        result.set(0, input.get().getFirst());
        if (weight.filter(w -> w.size() == rank).isPresent()) {
            result.set(1, weight.get().getFirst());
            Window window = new Window(facts.node(), kernel(facts, weight, rank));
            for (int i = 0; i < rank - SPATIAL; i++) {
                result.set(SPATIAL + i, window.narrowed(i, input.get().get(SPATIAL + i)));
            }
        }
        facts.put(0, result);
    }

    private static Shape unknownLike(Optional<List<Dimension>> weight) {
        return NodeFacts.shape(weight.map(w -> NodeFacts.unknown(w.size())));
    }

    private static List<Dimension> kernel(
            NodeFacts facts, Optional<List<Dimension>> weight, int rank) {
        return facts.node()
                .intsAttribute("kernel_shape")
                .filter(list -> list.size() == rank - SPATIAL && list.stream().allMatch(k -> k > 0))
                .map(list -> Shape.of(list).dimensions())
                .or(() -> weight.map(w -> w.subList(SPATIAL, rank)))
                .orElseGet(() -> NodeFacts.unknown(rank - SPATIAL));
    }

    private static void transposed(NodeFacts facts) {
        Optional<List<Dimension>> input = facts.dims(0).filter(d -> d.size() > SPATIAL);
        Optional<List<Dimension>> weight = facts.dims(1);
        if (input.isEmpty()) {
            facts.put(0, unknownLike(weight));
            return;
        }
        Node node = facts.node();
        int rank = input.get().size();
        List<Dimension> result = new ArrayList<>(NodeFacts.unknown(rank));
        result.set(0, input.get().getFirst());
        if (weight.filter(w -> w.size() == rank).isPresent()) {
            Term groups = Term.of(node.intAttribute("group", 1));
            result.set(1, Term.length(Term.of(weight.get().get(1)).flatMap(w -> w.times(groups))));
            Window window = new Window(node, kernel(facts, weight, rank));
            Optional<List<Long>> given =
                    node.intsAttribute("output_shape")
                            .filter(list -> list.size() == rank - SPATIAL);
            for (int i = 0; i < rank - SPATIAL; i++) {
                long size = given.isPresent() ? given.get().get(i) : -1;
                result.set(
                        SPATIAL + i,
                        size >= 0
                                ? Dimension.of(size)
                                : window.widened(i, input.get().get(SPATIAL + i)));
            }
        }
        facts.put(0, result);
    }

    private static void pool(NodeFacts facts) {
        Optional<List<Dimension>> input = facts.dims(0).filter(d -> d.size() > SPATIAL);
        if (input.isEmpty()) {
            facts.put(0, new Shape.Unranked());
            facts.put(1, ElementType.INT64, new Shape.Unranked());
            return;
        }
        int rank = input.get().size();
        Window window = new Window(facts.node(), kernel(facts, Optional.empty(), rank));
        List<Dimension> result = new ArrayList<>(input.get());
        for (int i = 0; i < rank - SPATIAL; i++) {
            result.set(SPATIAL + i, window.narrowed(i, input.get().get(SPATIAL + i)));
        }
        facts.put(0, result);
        facts.put(1, ElementType.INT64, new Shape.Ranked(result));
    }

    private static void regions(NodeFacts facts) {
        Dimension channels =
                facts.dims(0)
                        .filter(d -> d.size() == 4)
                        .map(d -> d.get(1))
                        .orElseGet(Dimension.Unknown::new);
        Dimension count =
                facts.dims(1)
                        .filter(d -> d.size() == 2)
                        .map(List::getFirst)
                        .orElseGet(Dimension.Unknown::new);
        facts.put(
                0,
                List.of(
                        count,
                        channels,
                        Dimension.of(Math.max(0, facts.node().intAttribute("output_height", 1))),
                        Dimension.of(Math.max(0, facts.node().intAttribute("output_width", 1)))));
    }

    private static void sampled(NodeFacts facts) {
        Optional<List<Dimension>> input = facts.dims(0).filter(d -> d.size() > SPATIAL);
        Optional<List<Dimension>> grid =
                facts.dims(1).filter(g -> input.isPresent() && g.size() == input.get().size());
        if (grid.isEmpty()) {
            facts.put(0, new Shape.Unranked());
            return;
        }
        List<Dimension> result = new ArrayList<>(input.orElseThrow().subList(0, SPATIAL));
        result.addAll(grid.get().subList(1, grid.get().size() - 1));
        facts.put(0, result);
    }
}
