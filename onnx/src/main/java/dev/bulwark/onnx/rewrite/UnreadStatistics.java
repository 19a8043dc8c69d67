package dev.bulwark.onnx.rewrite;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.Graphs;
import dev.bulwark.onnx.graph.Node;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps batch normalisation in training mode from writing over weights. The engine keeps running
 * statistics that nobody reads in the memory of the old ones, and stores equal weights once: a
 * fresh layer's scale and variance, both 1, are then one memory, and the output is wrong (ONNX
 * Runtime issue 29790). With momentum 1 it writes what is there already.
 */
public final class UnreadStatistics {
    private UnreadStatistics() {}

    /** The graph, where nobody reads the running statistics, with momentum 1. Cost: one pass. */
    public static Graph settled(Graph graph) {
        Set<String> read = new HashSet<>();
        graph.outputs().forEach(output -> read.add(output.name()));
        graph.nodes().forEach(node -> read.addAll(Graphs.reads(node)));
        return graph.withNodes(graph.nodes().stream().map(node -> settled(node, read)).toList());
    }

    private static Node settled(Node node, Set<String> read) {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        node.attributes().forEach((key, value) -> attributes.put(key, inside(value)));
        boolean unread =
                node.operator().equals("BatchNormalization")
                        && node.intAttribute("training_mode", 0) != 0
                        && node.output(1).filter(read::contains).isEmpty()
                        && node.output(2).filter(read::contains).isEmpty();
        if (unread) {
            attributes.put("momentum", Attribute.of(1f));
        }
        return attributes.equals(node.attributes()) ? node : node.withAttributes(attributes);
    }

    private static Attribute inside(Attribute attribute) {
        if (attribute instanceof Attribute.OfGraph(Graph inner)) {
            return new Attribute.OfGraph(settled(inner));
        }
        return attribute instanceof Attribute.OfGraphs(List<Graph> inners)
                ? new Attribute.OfGraphs(inners.stream().map(UnreadStatistics::settled).toList())
                : attribute;
    }
}
