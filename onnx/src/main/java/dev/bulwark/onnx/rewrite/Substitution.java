package dev.bulwark.onnx.rewrite;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.ValueInfo;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Gives values of a graph other names, where its subgraphs read them too. */
final class Substitution {
    private final UnaryOperator<String> names;

    Substitution(UnaryOperator<String> names) {
        this.names = names;
    }

    Node in(Node node) {
        Map<String, Attribute> attributes = new LinkedHashMap<>(node.attributes());
        attributes.replaceAll((key, attribute) -> in(attribute));
        return new Node(
                node.opType(),
                node.domain(),
                node.name(),
                node.inputs().stream().map(names).toList(),
                node.outputs().stream().map(names).toList(),
                attributes);
    }

    private Attribute in(Attribute attribute) {
        if (attribute instanceof Attribute.OfGraph(Graph inner)) {
            return new Attribute.OfGraph(within(inner));
        }
        return attribute instanceof Attribute.OfGraphs(List<Graph> inners)
                ? new Attribute.OfGraphs(inners.stream().map(this::within).toList())
                : attribute;
    }

    /** What the subgraph declares itself keeps its name. */
    private Graph within(Graph inner) {
        Set<String> own = new HashSet<>();
        declared(inner, own::add);
        UnaryOperator<String> captured = name -> own.contains(name) ? name : names.apply(name);
        Substitution inside = new Substitution(captured);
        return inner.withNodes(inner.nodes().stream().map(inside::in).toList())
                .withOutputs(
                        inner.outputs().stream()
                                .map(o -> new ValueInfo(captured.apply(o.name()), o.type()))
                                .toList());
    }

    /** The names a graph gives, not those its subgraphs give. */
    static void declared(Graph graph, Consumer<String> each) {
        graph.inputs().forEach(input -> each.accept(input.name()));
        graph.initializers().keySet().forEach(each);
        for (Node node : graph.nodes()) {
            node.outputs().stream().filter(name -> !name.isEmpty()).forEach(each);
        }
    }

    /** The names that the subgraphs of a graph give, on every level. */
    static void declaredInside(Graph graph, Consumer<String> each) {
        for (Node node : graph.nodes()) {
            for (Attribute attribute : node.attributes().values()) {
                if (attribute instanceof Attribute.OfGraph(Graph inner)) {
                    declared(inner, each);
                    declaredInside(inner, each);
                } else if (attribute instanceof Attribute.OfGraphs(List<Graph> inners)) {
                    inners.forEach(inner -> declared(inner, each));
                    inners.forEach(inner -> declaredInside(inner, each));
                }
            }
        }
    }
}
