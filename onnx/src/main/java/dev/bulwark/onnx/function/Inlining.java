package dev.bulwark.onnx.function;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Function;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.SparseTensor;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One inlining of a whole model: its functions, and names that nobody has yet. */
final class Inlining {
    /** A fresh name keeps so much of the old one: names that grow per call would add up. */
    private static final int LONGEST_STEM = 64;

    private final Map<Function.Id, Function> functions;
    private final Graph main;
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> counters = new HashMap<>();

    Inlining(Map<Function.Id, Function> functions, Graph main) {
        this.functions = functions;
        this.main = main;
        collect(main);
    }

    private void collect(Graph graph) {
        graph.inputs().forEach(input -> taken.add(input.name()));
        taken.addAll(graph.initializers().keySet());
        taken.addAll(graph.sparseInitializers().keySet());
        for (Node node : graph.nodes()) {
            taken.add(node.name());
            taken.addAll(node.outputs());
            Growth.subgraphs(node).forEach(this::collect);
        }
    }

    Graph graph() {
        return main.withNodes(nodes(main.nodes(), Scope.ofModel()));
    }

    String fresh(String old) {
        String stem = old.length() > LONGEST_STEM ? old.substring(0, LONGEST_STEM) : old;
        while (true) {
            String candidate = stem + "_" + counters.merge(stem, 1, Integer::sum);
            if (taken.add(candidate)) {
                return candidate;
            }
        }
    }

    private List<Node> nodes(List<Node> given, Scope scope) {
        List<Node> result = new ArrayList<>(given.size());
        for (Node node : given) {
            Node moved = moved(node, scope);
            Function called = functions.get(Function.Id.of(node));
            if (called == null) {
                result.add(moved);
            } else {
                result.addAll(body(moved, called));
            }
        }
        return result;
    }

    /** The node as it stands outside of its function: its names there, its attributes filled. */
    private Node moved(Node node, Scope scope) {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        node.attributes().forEach((key, value) -> attributes.put(key, moved(node, value, scope)));
        List<String> inputs = node.inputs().stream().map(scope::name).toList();
        List<String> outputs =
                node.outputs().stream().map(output -> scope.define(output, this)).toList();
        String name = scope.isModel() || node.name().isEmpty() ? node.name() : fresh(node.name());
        return new Node(
                node.opType(),
                node.domain(),
                name,
                inputs,
                outputs,
                attributes,
                node.annotations(),
                node.overload());
    }

    private Attribute moved(Node node, Attribute attribute, Scope scope) {
        return switch (attribute) {
            case Attribute.Reference(String name, _) -> scope.value(node, name);
            case Attribute.OfGraph(Graph inner) -> new Attribute.OfGraph(moved(inner, scope));
            case Attribute.OfGraphs(List<Graph> inners) ->
                    new Attribute.OfGraphs(
                            inners.stream().map(inner -> moved(inner, scope)).toList());
            case Attribute.OfFloat _,
                    Attribute.OfInt _,
                    Attribute.OfString _,
                    Attribute.OfTensor _,
                    Attribute.OfFloats _,
                    Attribute.OfInts _,
                    Attribute.OfStrings _,
                    Attribute.OfTensors _,
                    Attribute.OfSparseTensor _,
                    Attribute.OfSparseTensors _,
                    Attribute.OfType _,
                    Attribute.OfTypes _ ->
                    attribute;
        };
    }

    private Graph moved(Graph graph, Scope around) {
        Scope scope = around.inside();
        List<ValueInfo> inputs = new ArrayList<>();
        for (ValueInfo input : graph.inputs()) {
            inputs.add(new ValueInfo(scope.define(input.name(), this), input.type()));
        }
        Map<String, TensorValue> initializers = new LinkedHashMap<>();
        graph.initializers()
                .forEach((name, value) -> initializers.put(scope.define(name, this), value));
        Map<String, SparseTensor> sparse = new LinkedHashMap<>();
        graph.sparseInitializers()
                .forEach((name, value) -> sparse.put(scope.define(name, this), value));
        List<Node> nodes = nodes(graph.nodes(), scope);
        return new Graph(
                graph.name(),
                nodes,
                inputs,
                scope.named(graph.outputs()),
                initializers,
                scope.named(graph.valueInfos()),
                sparse,
                graph.annotations());
    }

    private List<Node> body(Node call, Function function) {
        Map<String, Attribute> values = new LinkedHashMap<>(function.defaults());
        values.putAll(call.attributes());
        Scope scope = Scope.ofFunction(function.id(), values);
        for (int i = 0; i < function.inputs().size(); i++) {
            scope.bind(function.inputs().get(i), call.input(i).orElse(""));
        }
        List<Node> copies = new ArrayList<>();
        for (int i = 0; i < function.outputs().size(); i++) {
            String output = function.outputs().get(i);
            if (call.output(i).isEmpty()) {
                continue;
            }
            if (function.inputs().contains(output)) {
                copies.add(copy(call, function, scope.name(output), call.outputs().get(i)));
            } else {
                scope.bind(output, call.outputs().get(i));
            }
        }
        List<Node> nodes = nodes(function.nodes(), scope);
        nodes.addAll(copies);
        return nodes;
    }

    private static Node copy(Node call, Function function, String from, String to) {
        if (from.isEmpty()) {
            throw new BulwarkException(
                    "MODEL_INVALID",
                    "%s leaves out an operand that %s gives back as '%s'"
                            .formatted(call.describe(), function.id().describe(), to),
                    "give the operand, or do not use the result");
        }
        return new Node("Identity", "", "", List.of(from), List.of(to), Map.of());
    }
}
