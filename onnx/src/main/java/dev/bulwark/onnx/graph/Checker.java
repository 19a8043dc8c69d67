package dev.bulwark.onnx.graph;

import dev.bulwark.kernel.BulwarkException;
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

    private final Model model;

    private Checker(Model model) {
        this.model = model;
    }

    /**
     * Checks a model and its subgraphs.
     *
     * @throws BulwarkException {@code MODEL_INVALID}, naming the node or value
     */
    public static void check(Model model) {
        if (model.opsets().isEmpty()) {
            throw invalid("it imports no operator set");
        }
        for (Map.Entry<String, Long> opset : model.opsets().entrySet()) {
            if (opset.getValue() < 1) {
                throw invalid(
                        "operator set '%s' has version %d"
                                .formatted(opset.getKey(), opset.getValue()));
            }
        }
        if (model.graph().outputs().isEmpty()) {
            throw invalid("it has no output");
        }
        new Checker(model).graph(model.graph(), Set.of(), 0);
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
        if (!model.opsets().containsKey(node.domain())) {
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
        Arity.of(node).ifPresent(arity -> arity.check(node));
        for (Attribute attribute : node.attributes().values()) {
            if (attribute instanceof Attribute.OfGraph(Graph inner)) {
                graph(inner, known, depth + 1);
            } else if (attribute instanceof Attribute.OfGraphs(List<Graph> inners)) {
                inners.forEach(inner -> graph(inner, known, depth + 1));
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
