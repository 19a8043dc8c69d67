package dev.bulwark.onnx.graph;

import dev.bulwark.kernel.BulwarkException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks that a model is well formed: every name made once, nothing read before it is made, known
 * operators with as many inputs and outputs as they take, no cycle.
 */
public final class Checker {
    /** Subgraphs within subgraphs; exporters write two or three. */
    static final int DEEPEST_SUBGRAPH = 16;

    private final Map<String, Long> opsets;
    private final Map<Function.Id, Function> functions;

    /** Attributes of the function around, which references may name; none in the main graph. */
    private final Set<String> attributes;

    private Checker(
            Map<String, Long> opsets,
            Map<Function.Id, Function> functions,
            Set<String> attributes) {
        this.opsets = opsets;
        this.functions = functions;
        this.attributes = attributes;
    }

    /**
     * Checks a model, its subgraphs and its functions.
     *
     * @throws BulwarkException {@code MODEL_INVALID}, naming the node or value
     */
    public static void check(Model model) {
        if (model.opsets().isEmpty()) {
            throw invalid("it imports no operator set");
        }
        versions(model.opsets());
        if (model.graph().outputs().isEmpty()) {
            throw invalid("it has no output");
        }
        Map<Function.Id, Function> functions = new HashMap<>();
        for (Function function : model.functions()) {
            if (functions.put(function.id(), function) != null) {
                throw invalid(function.id().describe() + " comes twice");
            }
        }
        for (Function function : model.functions()) {
            versions(function.opsets());
            Set<String> attributes = new HashSet<>(function.defaults().keySet());
            for (String attribute : function.required()) {
                if (!attributes.add(attribute)) {
                    throw invalid(
                            "attribute '%s' of %s comes twice"
                                    .formatted(attribute, function.id().describe()));
                }
            }
            new Checker(function.opsets(), functions, attributes).function(function);
        }
        new Recursion(functions).check();
        new Checker(model.opsets(), functions, Set.of()).graph(model.graph(), Set.of(), 0);
    }

    private static void versions(Map<String, Long> opsets) {
        for (Map.Entry<String, Long> opset : opsets.entrySet()) {
            if (opset.getValue() < 1) {
                throw invalid(
                        "operator set '%s' has version %d"
                                .formatted(opset.getKey(), opset.getValue()));
            }
        }
    }

    /** A function's body is a graph whose operands have no types yet. */
    private void function(Function function) {
        Graph body =
                new Graph(
                        function.id().name(),
                        function.nodes(),
                        function.inputs().stream().map(Checker::untyped).toList(),
                        function.outputs().stream().map(Checker::untyped).toList(),
                        Map.of(),
                        List.of());
        if (function.defaults().values().stream().anyMatch(Attribute.Reference.class::isInstance)) {
            throw invalid("a default of " + function.id().describe() + " is a reference");
        }
        graph(body, Set.of(), 0);
    }

    private static ValueInfo untyped(String name) {
        if (name.isEmpty()) {
            throw invalid("a function has an operand or a result without a name");
        }
        return new ValueInfo(name, new ValueType.Unspecified());
    }

    private void graph(Graph graph, Set<String> outer, int depth) {
        if (depth > DEEPEST_SUBGRAPH) {
            throw tooDeep();
        }
        Set<String> declared = new HashSet<>();
        Set<String> known = new HashSet<>(outer);
        for (ValueInfo input : graph.inputs()) {
            if (!declared.add(input.name())) {
                throw invalid("input '" + input.name() + "' comes twice");
            }
        }
        declared.addAll(graph.initializers().keySet());
        declared.addAll(graph.sparseInitializers().keySet());
        known.addAll(declared);
        Set<String> made = new HashSet<>(declared);
        for (Node node : graph.nodes()) {
            node(node, known, depth);
            for (String output : node.outputs()) {
                if (!output.isEmpty() && !made.add(output)) {
                    throw invalid(
                            node.describe() + " makes '" + output + "', which exists already");
                }
            }
            known.addAll(node.outputs());
        }
        outputs(graph, known);
    }

    private static void outputs(Graph graph, Set<String> known) {
        Set<String> outputs = new HashSet<>();
        for (ValueInfo output : graph.outputs()) {
            if (!known.contains(output.name())) {
                throw invalid("output '" + output.name() + "' is made by no node");
            }
            if (!outputs.add(output.name())) {
                throw invalid("output '" + output.name() + "' comes twice");
            }
        }
    }

    private void node(Node node, Set<String> known, int depth) {
        if (!opsets.containsKey(node.domain())) {
            throw invalid(
                    node.describe()
                            + " belongs to operator set '"
                            + node.domain()
                            + "', which the model does not import");
        }
        for (String input : node.inputs()) {
            if (!input.isEmpty() && !known.contains(input)) {
                throw invalid(
                        node.describe()
                                + " reads '"
                                + input
                                + "', which no input, initializer or earlier node makes");
            }
        }
        call(node);
        for (Attribute attribute : node.attributes().values()) {
            if (attribute instanceof Attribute.Reference(String name, _)
                    && !attributes.contains(name)) {
                throw invalid(
                        "%s refers to attribute '%s', which no function around it has"
                                .formatted(node.describe(), name));
            }
            if (attribute instanceof Attribute.OfGraph(Graph inner)) {
                graph(inner, known, depth + 1);
            } else if (attribute instanceof Attribute.OfGraphs(List<Graph> inners)) {
                inners.forEach(inner -> graph(inner, known, depth + 1));
            }
        }
    }

    private void call(Node node) {
        Function function = functions.get(Function.Id.of(node));
        if (function == null) {
            if (!node.overload().isEmpty()) {
                throw invalid(
                        "%s calls overload '%s', which no function of the model is"
                                .formatted(node.describe(), node.overload()));
            }
            Arity.of(node).ifPresent(arity -> arity.check(node));
            return;
        }
        if (node.inputs().size() > function.inputs().size()
                || node.outputs().size() > function.outputs().size()) {
            throw invalid(
                    "%s has %d inputs and %d outputs, but %s takes %d and makes %d"
                            .formatted(
                                    node.describe(),
                                    node.inputs().size(),
                                    node.outputs().size(),
                                    function.id().describe(),
                                    function.inputs().size(),
                                    function.outputs().size()));
        }
        for (String attribute : function.required()) {
            if (!node.attributes().containsKey(attribute)) {
                throw invalid(
                        "%s gives no value for attribute '%s' of %s"
                                .formatted(node.describe(), attribute, function.id().describe()));
            }
        }
    }

    static BulwarkException tooDeep() {
        return invalid("subgraphs nest deeper than " + DEEPEST_SUBGRAPH);
    }

    static BulwarkException invalid(String how) {
        return new BulwarkException(
                "MODEL_INVALID",
                "the model is not well formed: " + how,
                "export the model again; if the exporter did this, report it there");
    }
}
