package dev.bulwark.onnx.function;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Function;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** How large a graph becomes when calls are replaced, found without replacing any. */
final class Growth {
    /** Sums stop here: a chain of doubling functions would pass what a long holds. */
    private static final long PLENTY = Long.MAX_VALUE / 4;

    private final Map<Function.Id, Function> functions;
    private final Map<Function.Id, Long> sizes = new HashMap<>();
    private final Map<Function.Id, Function> reached = new LinkedHashMap<>();

    Growth(Map<Function.Id, Function> functions) {
        this.functions = functions;
    }

    /** Functions that are called, by those counted so far and by each other. */
    Map<Function.Id, Function> reached() {
        return reached;
    }

    /** Nodes these become, in their subgraphs too; a call counts one for itself. */
    long nodes(List<Node> nodes) {
        long sum = 0;
        for (Node node : nodes) {
            sum = plus(sum, 1);
            Function called = functions.get(Function.Id.of(node));
            if (called != null) {
                sum = plus(sum, size(called));
            }
            for (Graph inner : subgraphs(node)) {
                sum = plus(sum, nodes(inner.nodes()));
            }
        }
        return sum;
    }

    private long size(Function function) {
        Long known = sizes.get(function.id());
        if (known != null) {
            return known;
        }
        // Results that are operands take a node each.
        long size = plus(nodes(function.nodes()), function.outputs().size());
        sizes.put(function.id(), size);
        reached.put(function.id(), function);
        return size;
    }

    private static long plus(long a, long b) {
        return Math.min(PLENTY, a + b);
    }

    static List<Graph> subgraphs(Node node) {
        List<Graph> subgraphs = new ArrayList<>();
        for (Attribute attribute : node.attributes().values()) {
            if (attribute instanceof Attribute.OfGraph(Graph inner)) {
                subgraphs.add(inner);
            } else if (attribute instanceof Attribute.OfGraphs(List<Graph> inners)) {
                subgraphs.addAll(inners);
            }
        }
        return subgraphs;
    }

    /** Operator sets of the nodes that are no calls. */
    static Set<String> domains(List<Node> nodes, Map<Function.Id, Function> called) {
        Set<String> domains = new TreeSet<>();
        for (Node node : nodes) {
            if (!called.containsKey(Function.Id.of(node))) {
                domains.add(node.domain());
            }
            subgraphs(node).forEach(inner -> domains.addAll(domains(inner.nodes(), called)));
        }
        return domains;
    }

    /** Bytes of the tensors and texts in attributes, each as often as it stands there. */
    static long constantBytes(List<Node> nodes) {
        long sum = 0;
        for (Node node : nodes) {
            for (Attribute attribute : node.attributes().values()) {
                if (attribute instanceof Attribute.OfTensor(TensorValue value)) {
                    sum = plus(sum, value.raw().remaining());
                } else if (attribute instanceof Attribute.OfTensors(List<TensorValue> values)) {
                    sum = plus(sum, values.stream().mapToLong(v -> v.raw().remaining()).sum());
                } else if (attribute instanceof Attribute.OfString text) {
                    sum = plus(sum, text.value().size());
                } else if (attribute instanceof Attribute.OfInts(List<Long> values)) {
                    sum = plus(sum, values.size() * (long) Long.BYTES);
                } else if (attribute instanceof Attribute.OfFloats(List<Float> values)) {
                    sum = plus(sum, values.size() * (long) Float.BYTES);
                }
            }
            for (Graph inner : subgraphs(node)) {
                for (TensorValue value : inner.initializers().values()) {
                    sum = plus(sum, value.raw().remaining());
                }
                sum = plus(sum, constantBytes(inner.nodes()));
            }
        }
        return sum;
    }
}
