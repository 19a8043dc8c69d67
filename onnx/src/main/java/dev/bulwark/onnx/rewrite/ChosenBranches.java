package dev.bulwark.onnx.rewrite;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts the branch that is always taken in place of an {@code If} whose condition is constant. */
final class ChosenBranches {
    private final Map<String, TensorValue> initializers;
    private final Map<String, TensorValue> constants;
    private final Map<String, Integer> declarations = new HashMap<>();
    private final Map<String, Integer> counters = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();

    private ChosenBranches(Graph graph) {
        this.initializers = new LinkedHashMap<>(graph.initializers());
        this.constants = new HashMap<>(graph.initializers());
        graph.inputs().forEach(input -> constants.remove(input.name()));
        Substitution.declared(graph, this::count);
        Substitution.declaredInside(graph, this::count);
    }

    private void count(String name) {
        declarations.merge(name, 1, Integer::sum);
    }

    static Graph inlined(Graph graph) {
        ChosenBranches branches = new ChosenBranches(graph);
        for (Node node : graph.nodes()) {
            Optional<Graph> branch = branches.taken(node);
            if (branch.isPresent()) {
                branches.inline(node, branch.get());
            } else {
                branches.nodes.add(node);
            }
        }
        return graph.withNodes(branches.nodes).withInitializers(branches.initializers);
    }

    private Optional<Graph> taken(Node node) {
        if (!node.operator().equals("If") || node.inputs().size() != 1) {
            return Optional.empty();
        }
        TensorValue condition = constants.get(node.inputs().getFirst());
        if (condition == null
                || condition.elementType() != ElementType.BOOL
                || condition.elements() != 1) {
            return Optional.empty();
        }
        String which = condition.isZero() ? "else_branch" : "then_branch";
        return node.attributes().get(which) instanceof Attribute.OfGraph(Graph branch)
                        && branch.inputs().isEmpty()
                        && branch.outputs().size() == node.outputs().size()
                ? Optional.of(branch)
                : Optional.empty();
    }

    /** Names that other graphs of the model give too are replaced. */
    private void inline(Node choice, Graph branch) {
        Map<String, String> renamed = new HashMap<>();
        Substitution.declared(
                branch,
                name -> {
                    if (declarations.getOrDefault(name, 0) > 1) {
                        renamed.computeIfAbsent(name, this::fresh);
                    }
                });
        Substitution substitution = new Substitution(name -> renamed.getOrDefault(name, name));
        branch.initializers()
                .forEach(
                        (name, value) -> initializers.put(renamed.getOrDefault(name, name), value));
        branch.nodes().forEach(node -> nodes.add(unnamed(substitution.in(node))));
        for (int i = 0; i < choice.outputs().size(); i++) {
            String result = branch.outputs().get(i).name();
            String from = renamed.getOrDefault(result, result);
            choice.output(i)
                    .ifPresent(to ->
                            nodes.add(
                                    new Node(
                                            "Identity",
                                            "",
                                            to,
                                            List.of(from),
                                            List.of(to),
                                            Map.of())));
        }
    }

    /** The other branch, or the graph around, may have a node of the same name. */
    private static Node unnamed(Node node) {
        return new Node(
                node.opType(), node.domain(), "", node.inputs(), node.outputs(), node.attributes());
    }

    private String fresh(String stem) {
        while (true) {
            String candidate = stem + "_" + counters.merge(stem, 1, Integer::sum);
            if (declarations.putIfAbsent(candidate, 1) == null) {
                return candidate;
            }
        }
    }
}
