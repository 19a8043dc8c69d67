package dev.bulwark.onnx.convert;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.infer.TypeInference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** One conversion of a whole model: its names, its constants, and the walk over its graphs. */
final class Conversion {
    /** Since this version of the file format, weights need not be listed among the inputs. */
    private static final long IR_VERSION_OF_PLAIN_WEIGHTS = 4;

    private final Model model;
    private final TypeInference inference;
    private final Set<String> taken = new HashSet<>();
    private final Set<String> used = new HashSet<>();
    private final Map<TensorValue, String> constants = new LinkedHashMap<>();
    private final Map<String, Integer> counters = new HashMap<>();

    Conversion(Model given) {
        this.model = withoutListedWeights(given);
        this.inference = TypeInference.of(model);
        collect(model.graph());
    }

    private static Model withoutListedWeights(Model model) {
        if (model.irVersion() >= IR_VERSION_OF_PLAIN_WEIGHTS) {
            return model;
        }
        Graph graph = model.graph();
        return model.withGraph(
                graph.withInputs(
                        graph.inputs().stream()
                                .filter(input -> !graph.initializers().containsKey(input.name()))
                                .toList()));
    }

    private void collect(Graph graph) {
        graph.inputs().forEach(input -> taken.add(input.name()));
        taken.addAll(graph.initializers().keySet());
        taken.addAll(graph.sparseInitializers().keySet());
        graph.outputs().forEach(output -> used.add(output.name()));
        for (Node node : graph.nodes()) {
            taken.addAll(node.outputs());
            used.addAll(node.inputs());
            for (Attribute attribute : node.attributes().values()) {
                if (attribute instanceof Attribute.OfGraph(Graph inner)) {
                    collect(inner);
                } else if (attribute instanceof Attribute.OfGraphs(List<Graph> inners)) {
                    inners.forEach(this::collect);
                }
            }
        }
    }

    /**
     * The converted graph; the constants that operators take as inputs now are its initializers.
     */
    Graph graph() {
        Graph graph = converted(model.graph());
        Map<String, TensorValue> initializers = new LinkedHashMap<>(graph.initializers());
        constants.forEach((value, name) -> initializers.put(name, value));
        return graph.withInitializers(initializers);
    }

    private Graph converted(Graph graph) {
        List<Node> nodes = new ArrayList<>(graph.nodes().size());
        for (Node node : graph.nodes()) {
            Node inside = withConvertedSubgraphs(node);
            if (node.domain().isEmpty()) {
                nodes.addAll(new NodeConversion(this, inside, model.opset()).convert());
            } else {
                nodes.add(inside);
            }
        }
        return graph.withNodes(nodes);
    }

    private Node withConvertedSubgraphs(Node node) {
        boolean any = false;
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        for (Map.Entry<String, Attribute> entry : node.attributes().entrySet()) {
            Attribute attribute = entry.getValue();
            if (attribute instanceof Attribute.OfGraph(Graph inner)) {
                any = true;
                attribute = new Attribute.OfGraph(converted(inner));
            } else if (attribute instanceof Attribute.OfGraphs(List<Graph> inners)) {
                any = true;
                attribute = new Attribute.OfGraphs(inners.stream().map(this::converted).toList());
            }
            attributes.put(entry.getKey(), attribute);
        }
        return any ? node.withAttributes(attributes) : node;
    }

    /** Name of a constant; equal ones are stored once. */
    String constant(TensorValue value) {
        return constants.computeIfAbsent(value, v -> fresh("converted_constant"));
    }

    /** A name nobody has, in any of the model's graphs. */
    String fresh(String stem) {
        while (true) {
            String candidate = stem + "_" + counters.merge(stem, 1, Integer::sum);
            if (taken.add(candidate)) {
                return candidate;
            }
        }
    }

    /** Whether any node or graph of the model reads the value. */
    boolean isUsed(String value) {
        return used.contains(value);
    }

    Optional<ValueType.OfTensor> type(String value) {
        return inference.type(value);
    }

    OptionalInt rank(String value) {
        return type(value)
                .map(ValueType.OfTensor::shape)
                .filter(Shape.Ranked.class::isInstance)
                .map(shape -> OptionalInt.of(((Shape.Ranked) shape).rank()))
                .orElseGet(OptionalInt::empty);
    }

    Optional<TensorValue> constantValue(String value) {
        return inference.constant(value);
    }
}
