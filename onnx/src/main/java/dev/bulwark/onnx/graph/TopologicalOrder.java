package dev.bulwark.onnx.graph;

import dev.bulwark.kernel.BulwarkException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Puts the nodes of a graph, and of its subgraphs, where all they read is made before. The format
 * asks for that order (ONNX IR, "Graphs"), but not every tool keeps to it.
 *
 * <p><b>Guarantees</b>: nodes move no further than they must; a graph in order comes back itself.
 */
public final class TopologicalOrder {
    /** Nodes named of one cycle; enough to find it by. */
    private static final int MOST_NAMED = 8;

    private final List<Node> nodes;
    private final Map<String, Integer> makers = new HashMap<>();
    private final boolean[] placed;
    private final boolean[] open;
    private final List<Node> order = new ArrayList<>();

    private TopologicalOrder(List<Node> nodes) {
        this.nodes = nodes;
        this.placed = new boolean[nodes.size()];
        this.open = new boolean[nodes.size()];
        for (int i = 0; i < nodes.size(); i++) {
            for (String output : nodes.get(i).outputs()) {
                makers.putIfAbsent(output, i);
            }
        }
        // An empty name stands for an output nobody wants and an input left out.
        makers.remove("");
    }

    /**
     * The model with its graphs in order. Cost: linear in nodes and edges, per level of subgraphs.
     *
     * @throws BulwarkException {@code MODEL_INVALID}, naming the nodes of a cycle
     */
    public static Model of(Model model) {
        Graph sorted = of(model.graph(), 0);
        return sorted.nodes().equals(model.graph().nodes()) ? model : model.withGraph(sorted);
    }

    private static Graph of(Graph graph, int depth) {
        if (depth > Checker.DEEPEST_SUBGRAPH) {
            throw Checker.tooDeep();
        }
        List<Node> inside = graph.nodes().stream().map(node -> inside(node, depth)).toList();
        TopologicalOrder order = new TopologicalOrder(inside);
        for (int i = 0; i < inside.size(); i++) {
            if (!order.placed[i]) {
                order.placeFrom(i);
            }
        }
        return graph.withNodes(order.order);
    }

    /** The node with its own subgraphs in order. */
    private static Node inside(Node node, int depth) {
        boolean any = false;
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        for (Map.Entry<String, Attribute> entry : node.attributes().entrySet()) {
            Attribute attribute = entry.getValue();
            if (attribute instanceof Attribute.OfGraph(Graph inner)) {
                any = true;
                attribute = new Attribute.OfGraph(of(inner, depth + 1));
            } else if (attribute instanceof Attribute.OfGraphs(List<Graph> inners)) {
                any = true;
                attribute =
                        new Attribute.OfGraphs(
                                inners.stream().map(inner -> of(inner, depth + 1)).toList());
            }
            attributes.put(entry.getKey(), attribute);
        }
        return any ? node.withAttributes(attributes) : node;
    }

    /** A node whose makers are being placed. */
    private record Visit(int node, Iterator<String> reads) {}

    /** Depth first and without recursion: a chain may be as long as the graph. */
    private void placeFrom(int start) {
        Deque<Visit> path = new ArrayDeque<>();
        path.addLast(visit(start));
        while (!path.isEmpty()) {
            Visit visit = path.getLast();
            if (!visit.reads().hasNext()) {
                path.removeLast();
                open[visit.node()] = false;
                placed[visit.node()] = true;
                order.add(nodes.get(visit.node()));
                continue;
            }
            Integer maker = makers.get(visit.reads().next());
            if (maker == null || placed[maker]) {
                continue;
            }
            if (open[maker]) {
                throw cycle(path, maker);
            }
            path.addLast(visit(maker));
        }
    }

    private Visit visit(int node) {
        open[node] = true;
        return new Visit(node, Graphs.reads(nodes.get(node)).iterator());
    }

    private BulwarkException cycle(Deque<Visit> path, int from) {
        List<String> names =
                path.stream()
                        .map(Visit::node)
                        .dropWhile(node -> node != from)
                        .map(node -> nodes.get(node).describe())
                        .toList();
        String more =
                names.size() > MOST_NAMED ? ", and " + (names.size() - MOST_NAMED) + " more" : "";
        return Checker.invalid(
                "its nodes read each other in a cycle: "
                        + names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
                        + more);
    }
}
