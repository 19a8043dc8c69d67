package dev.bulwark.onnx.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds functions that call themselves, directly or through others, or too deep. */
final class Recursion {
    /** Exporters nest a module per level of the network's code; none comes near this. */
    private static final int DEEPEST_CALLS = 64;

    private final Map<Function.Id, Function> functions;

    /** Levels of calls below each function that is done; -1 while it is being walked. */
    private final Map<Function.Id, Integer> depths = new HashMap<>();

    Recursion(Map<Function.Id, Function> functions) {
        this.functions = functions;
    }

    void check() {
        for (Function function : functions.values()) {
            depth(function, 1);
        }
    }

    private int depth(Function function, int above) {
        Integer known = depths.get(function.id());
        if (known != null && known < 0) {
            throw Checker.invalid(function.id().describe() + " calls itself");
        }
        if (above + (known == null ? 0 : known) > DEEPEST_CALLS) {
            throw Checker.invalid("its functions call each other deeper than " + DEEPEST_CALLS);
        }
        if (known != null) {
            return known;
        }
        depths.put(function.id(), -1);
        int depth = below(function.nodes(), above);
        depths.put(function.id(), depth);
        return depth;
    }

    private int below(List<Node> nodes, int above) {
        int deepest = 0;
        for (Node node : nodes) {
            Function called = functions.get(Function.Id.of(node));
            if (called != null) {
                deepest = Math.max(deepest, 1 + depth(called, above + 1));
            }
            for (Attribute attribute : node.attributes().values()) {
                if (attribute instanceof Attribute.OfGraph(Graph inner)) {
                    deepest = Math.max(deepest, below(inner.nodes(), above));
                } else if (attribute instanceof Attribute.OfGraphs(List<Graph> inners)) {
                    for (Graph inner : inners) {
                        deepest = Math.max(deepest, below(inner.nodes(), above));
                    }
                }
            }
        }
        return deepest;
    }
}
