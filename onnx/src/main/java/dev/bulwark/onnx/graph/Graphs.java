package dev.bulwark.onnx.graph;

import dev.bulwark.kernel.BulwarkException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Questions about a graph, and changes to it that do not alter what it computes. */
public final class Graphs {
    private Graphs() {}

    /** Every value a node reads: its inputs, and what its subgraphs take from around them. */
    public static Set<String> reads(Node node) {
        Set<String> reads = new LinkedHashSet<>();
        for (String input : node.inputs()) {
            if (!input.isEmpty()) {
                reads.add(input);
            }
        }
        for (Attribute attribute : node.attributes().values()) {
            if (attribute instanceof Attribute.OfGraph(Graph inner)) {
                reads.addAll(captured(inner));
            } else if (attribute instanceof Attribute.OfGraphs(List<Graph> inners)) {
                inners.forEach(inner -> reads.addAll(captured(inner)));
            }
        }
        return reads;
    }

    private static Set<String> captured(Graph inner) {
        Set<String> own = new HashSet<>(inner.initializers().keySet());
        own.addAll(inner.sparseInitializers().keySet());
        inner.inputs().forEach(input -> own.add(input.name()));
        Set<String> captured = new LinkedHashSet<>();
        for (Node node : inner.nodes()) {
            captured.addAll(reads(node));
            own.addAll(node.outputs());
        }
        inner.outputs().forEach(output -> captured.add(output.name()));
        captured.removeAll(own);
        return captured;
    }

    /**
     * The same graph without nodes, constants and declarations that no output depends on. Inputs
     * nobody reads go too, unless {@code keepInputs}.
     */
    public static Graph withoutDeadParts(Graph graph, boolean keepInputs) {
        Set<String> needed = new HashSet<>();
        graph.outputs().forEach(output -> needed.add(output.name()));
        List<Node> kept = new ArrayList<>();
        for (Node node : graph.nodes().reversed()) {
            if (node.outputs().stream().anyMatch(needed::contains)) {
                kept.add(node);
                needed.addAll(reads(node));
            }
        }
        Map<String, TensorValue> initializers = new LinkedHashMap<>(graph.initializers());
        initializers.keySet().retainAll(needed);
        Map<String, SparseTensor> sparse = new LinkedHashMap<>(graph.sparseInitializers());
        sparse.keySet().retainAll(needed);
        return new Graph(
                graph.name(),
                kept.reversed(),
                graph.inputs().stream()
                        .filter(input -> keepInputs || needed.contains(input.name()))
                        .toList(),
                graph.outputs(),
                initializers,
                graph.valueInfos().stream().filter(v -> needed.contains(v.name())).toList(),
                sparse,
                graph.annotations());
    }

    /**
     * The same graph in which {@code names}, constants until now, are fed at run time: what
     * training moves. They come after the inputs there are, in the order given.
     *
     * @throws IllegalArgumentException if a name is no initializer
     */
    public static Graph initializersAsInputs(Graph graph, List<String> names) {
        Map<String, TensorValue> initializers = new LinkedHashMap<>(graph.initializers());
        List<ValueInfo> inputs = new ArrayList<>(graph.inputs());
        inputs.removeIf(input -> names.contains(input.name()));
        for (String name : names) {
            TensorValue value = initializers.remove(name);
            if (value == null) {
                throw new IllegalArgumentException(
                        "'" + name + "' is no initializer of graph '" + graph.name() + "'");
            }
            inputs.add(new ValueInfo(name, value.type()));
        }
        return graph.withInputs(inputs).withInitializers(initializers);
    }

    /**
     * The same graph with its sparse constants expanded, for whoever reads dense ones only.
     * Subgraphs keep theirs.
     *
     * @param mostBytes what the expanded constants may take together
     * @throws BulwarkException {@code MODEL_TOO_LARGE} if they would take more
     */
    public static Graph withDenseConstants(Graph graph, long mostBytes) {
        if (graph.sparseInitializers().isEmpty()) {
            return graph;
        }
        Map<String, TensorValue> initializers = new LinkedHashMap<>(graph.initializers());
        long left = mostBytes;
        for (Map.Entry<String, SparseTensor> entry : graph.sparseInitializers().entrySet()) {
            initializers.put(entry.getKey(), entry.getValue().toDense(left));
            left -= entry.getValue().denseBytes();
        }
        return new Graph(
                graph.name(),
                graph.nodes(),
                graph.inputs(),
                graph.outputs(),
                initializers,
                graph.valueInfos(),
                Map.of(),
                graph.annotations());
    }

    /**
     * The same graph with {@code values} in place of the initializers of those names.
     *
     * @throws IllegalArgumentException if a name is no initializer, or its type or shape differs
     */
    public static Graph withValues(Graph graph, Map<String, TensorValue> values) {
        Map<String, TensorValue> initializers = new LinkedHashMap<>(graph.initializers());
        values.forEach((name, value) -> {
            TensorValue old = initializers.put(name, value);
            if (old == null || !old.type().equals(value.type())) {
                throw new IllegalArgumentException(
                        "'%s' is %s in the graph, but was given %s".formatted(name, old, value));
            }
        });
        return graph.withInitializers(initializers);
    }
}
