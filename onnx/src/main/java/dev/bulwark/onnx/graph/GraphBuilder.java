package dev.bulwark.onnx.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Builds a graph node by node. Names it makes are fresh and the same on every run, equal constants
 * are stored once, and nodes come out in the order they were added, which is topological because a
 * node can only read names that exist already.
 */
public final class GraphBuilder {
    private final String name;
    private final List<Node> nodes = new ArrayList<>();
    private final List<ValueInfo> inputs = new ArrayList<>();
    private final List<ValueInfo> outputs = new ArrayList<>();
    private final Map<String, TensorValue> initializers = new LinkedHashMap<>();
    private final List<ValueInfo> valueInfos = new ArrayList<>();
    private final Map<String, SparseTensor> sparseInitializers = new LinkedHashMap<>();
    private Annotations annotations = Annotations.NONE;
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> counters = new HashMap<>();
    private final Map<TensorValue, String> constants = new HashMap<>();

    private GraphBuilder(String name) {
        this.name = name;
    }

    /** An empty graph. */
    public static GraphBuilder named(String name) {
        return new GraphBuilder(name);
    }

    /** Starts from {@code graph} and all it holds. */
    public static GraphBuilder extending(Graph graph) {
        GraphBuilder builder = new GraphBuilder(graph.name());
        builder.inputs.addAll(graph.inputs());
        builder.outputs.addAll(graph.outputs());
        builder.initializers.putAll(graph.initializers());
        builder.valueInfos.addAll(graph.valueInfos());
        builder.nodes.addAll(graph.nodes());
        builder.sparseInitializers.putAll(graph.sparseInitializers());
        builder.annotations = graph.annotations();
        graph.inputs().forEach(input -> builder.taken.add(input.name()));
        builder.taken.addAll(graph.initializers().keySet());
        builder.taken.addAll(graph.sparseInitializers().keySet());
        for (Node node : graph.nodes()) {
            builder.taken.add(node.name());
            builder.taken.addAll(node.outputs());
        }
        return builder;
    }

    /** Declares a value fed at run time; returns its name. */
    public String input(String input, ValueType type) {
        take(input);
        inputs.add(new ValueInfo(input, type));
        return input;
    }

    /** Declares a named constant, such as a weight; returns its name. */
    public String initializer(String initializer, TensorValue value) {
        take(initializer);
        initializers.put(initializer, value);
        return initializer;
    }

    /** An unnamed constant; equal ones are stored once. */
    public String constant(TensorValue value) {
        return constants.computeIfAbsent(value, v -> initializer(fresh("constant"), v));
    }

    /** The constant of this name, if it is one. */
    public Optional<TensorValue> constantValue(String constant) {
        return Optional.ofNullable(initializers.get(constant));
    }

    /** Adds a node with one output and returns the output's fresh name. */
    public String node(String opType, List<String> nodeInputs, Map<String, Attribute> attributes) {
        return node(opType, "", nodeInputs, 1, attributes).getFirst();
    }

    /** Adds a node with one output and no settings. */
    public String node(String opType, String... nodeInputs) {
        return node(opType, List.of(nodeInputs), Map.of());
    }

    /** Adds a node with {@code outputCount} outputs and returns their fresh names. */
    public List<String> node(
            String opType,
            String domain,
            List<String> nodeInputs,
            int outputCount,
            Map<String, Attribute> attributes) {
        List<String> results = new ArrayList<>(outputCount);
        for (int i = 0; i < outputCount; i++) {
            String result = fresh(opType);
            taken.add(result);
            results.add(result);
        }
        nodes.add(
                new Node(
                        opType,
                        domain,
                        results.getFirst(),
                        nodeInputs,
                        results,
                        // Sorted: Map.of has another order in every process.
                        new TreeMap<>(attributes)));
        return List.copyOf(results);
    }

    /** Adds a node whose one output is called {@code result}. */
    public String named(
            String result,
            String opType,
            List<String> nodeInputs,
            Map<String, Attribute> attributes) {
        take(result);
        nodes.add(
                new Node(
                        opType,
                        "",
                        result,
                        nodeInputs,
                        List.of(result),
                        new TreeMap<>(attributes)));
        return result;
    }

    /**
     * Makes a node compute one more of its outputs; returns that output's fresh name.
     *
     * @throws IllegalArgumentException if the node is not in the graph
     */
    public String addOutput(Node node, int index) {
        int at = nodes.indexOf(node);
        if (at < 0) {
            throw new IllegalArgumentException(node.describe() + " is not in graph '" + name + "'");
        }
        List<String> results = new ArrayList<>(node.outputs());
        while (results.size() <= index) {
            results.add("");
        }
        String result = fresh(node.opType());
        taken.add(result);
        results.set(index, result);
        nodes.set(
                at,
                new Node(
                        node.opType(),
                        node.domain(),
                        node.name(),
                        node.inputs(),
                        results,
                        node.attributes(),
                        node.annotations()));
        return result;
    }

    /** Declares {@code value} an output of the graph. */
    public GraphBuilder output(String value, ValueType type) {
        outputs.add(new ValueInfo(value, type));
        return this;
    }

    /** Declares {@code value} the first output of the graph. */
    public GraphBuilder outputFirst(String value, ValueType type) {
        outputs.addFirst(new ValueInfo(value, type));
        return this;
    }

    /** Declares the type of an inner value. */
    public GraphBuilder valueInfo(String value, ValueType type) {
        valueInfos.add(new ValueInfo(value, type));
        return this;
    }

    /** Whether a value or node of this name exists. */
    public boolean exists(String value) {
        return taken.contains(value);
    }

    /** A name nobody has, made from {@code stem}. */
    public String fresh(String stem) {
        while (true) {
            int number = counters.merge(stem, 1, Integer::sum);
            String candidate = stem + "_" + number;
            if (!taken.contains(candidate)) {
                return candidate;
            }
        }
    }

    /** The graph as it stands. */
    public Graph build() {
        return new Graph(
                name,
                nodes,
                inputs,
                outputs,
                initializers,
                valueInfos,
                sparseInitializers,
                annotations);
    }

    private void take(String value) {
        if (value.isEmpty() || !taken.add(value)) {
            throw new IllegalArgumentException(
                    "the name '" + value + "' is empty or taken in graph '" + name + "'");
        }
    }
}
