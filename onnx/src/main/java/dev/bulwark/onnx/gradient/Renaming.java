package dev.bulwark.onnx.gradient;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Gives the values of a graph other names, in its subgraphs too. */
final class Renaming {
    private final UnaryOperator<String> names;

    Renaming(UnaryOperator<String> names) {
        this.names = name -> name.isEmpty() ? name : names.apply(name);
    }

    Graph of(Graph graph) {
        Map<String, TensorValue> initializers = new LinkedHashMap<>();
        graph.initializers().forEach((name, value) -> initializers.put(names.apply(name), value));
        return new Graph(
                graph.name(),
                graph.nodes().stream().map(this::of).toList(),
                of(graph.inputs()),
                of(graph.outputs()),
                initializers,
                of(graph.valueInfos()));
    }

    private List<ValueInfo> of(List<ValueInfo> values) {
        return values.stream()
                .map(value -> new ValueInfo(names.apply(value.name()), value.type()))
                .toList();
    }

    private Node of(Node node) {
        Map<String, Attribute> attributes = new LinkedHashMap<>(node.attributes());
        attributes.replaceAll((key, attribute) ->
                attribute instanceof Attribute.OfGraph(Graph inner)
                        ? new Attribute.OfGraph(of(inner))
                        : attribute);
        return new Node(
                node.opType(),
                node.domain(),
                names.apply(node.name()),
                node.inputs().stream().map(names).toList(),
                node.outputs().stream().map(names).toList(),
                attributes);
    }
}
