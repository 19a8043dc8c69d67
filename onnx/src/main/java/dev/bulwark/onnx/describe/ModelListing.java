package dev.bulwark.onnx.describe;

import dev.bulwark.kernel.json.Json;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.infer.TypeInference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is in a model, in the order of the file.
 *
 * @param model the model
 * @param inputs what has to be fed: name and type
 * @param outputs what is computed: name and type, inferred where the file says less
 * @param nodes one entry a node of the outermost graph
 * @param initializers one entry a constant of the outermost graph
 * @param operators how often each operator occurs, subgraphs included, most frequent first
 * @param differentiability where gradients flow
 */
public record ModelListing(
        Model model,
        Map<String, ValueType> inputs,
        Map<String, ValueType> outputs,
        List<NodeEntry> nodes,
        List<InitializerEntry> initializers,
        Map<String, Integer> operators,
        Differentiability differentiability) {
    private static final int DEEPEST_SUBGRAPH = 32;

    /**
     * A node.
     *
     * @param node as the file has it
     * @param outputs types of its outputs, in order
     */
    public record NodeEntry(Node node, List<ValueType> outputs) {
        public NodeEntry {
            outputs = List.copyOf(outputs);
        }
    }

    /**
     * A constant.
     *
     * @param name in the graph
     * @param type element type and shape
     * @param elements how many numbers it holds
     * @param bytes what they take
     */
    public record InitializerEntry(String name, ValueType type, long elements, long bytes) {}

    public ModelListing {
        inputs = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        outputs = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
        nodes = List.copyOf(nodes);
        initializers = List.copyOf(initializers);
        operators = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(operators));
    }

    /** Lists a model. Cost: shape inference, one pass over the nodes. */
    public static ModelListing of(Model model) {
        TypeInference types = TypeInference.of(model);
        Graph graph = model.graph();
        Map<String, ValueType> inputs = new LinkedHashMap<>();
        for (ValueInfo input : graph.inputs()) {
            if (!graph.initializers().containsKey(input.name())) {
                inputs.put(input.name(), type(types, input.name(), input.type()));
            }
        }
        Map<String, ValueType> outputs = new LinkedHashMap<>();
        graph.outputs()
                .forEach(output ->
                        outputs.put(output.name(), type(types, output.name(), output.type())));
        List<NodeEntry> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            List<ValueType> made =
                    node.outputs().stream()
                            .map(name -> type(types, name, new ValueType.Unspecified()))
                            .toList();
            nodes.add(new NodeEntry(node, made));
        }
        List<InitializerEntry> initializers = new ArrayList<>();
        graph.initializers().forEach((name, value) -> initializers.add(entry(name, value)));
        return new ModelListing(
                model,
                inputs,
                outputs,
                nodes,
                initializers,
                operators(graph),
                Differentiability.of(model));
    }

    private static ValueType type(TypeInference types, String name, ValueType declared) {
        return types.type(name).<ValueType>map(known -> known).orElse(declared);
    }

    private static InitializerEntry entry(String name, TensorValue value) {
        long bytes =
                value.elementType() == ElementType.STRING
                        ? value.byteStrings().stream().mapToLong(text -> text.size()).sum()
                        : value.raw().capacity();
        return new InitializerEntry(name, value.type(), value.elements(), bytes);
    }

    private static Map<String, Integer> operators(Graph graph) {
        Map<String, Integer> counts = new TreeMap<>();
        count(graph, counts, 0);
        Map<String, Integer> sorted = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    private static void count(Graph graph, Map<String, Integer> counts, int depth) {
        if (depth > DEEPEST_SUBGRAPH) {
            return;
        }
        for (Node node : graph.nodes()) {
            counts.merge(node.operator(), 1, Integer::sum);
            for (Attribute attribute : node.attributes().values()) {
                if (attribute instanceof Attribute.OfGraph(Graph inner)) {
                    count(inner, counts, depth + 1);
                } else if (attribute instanceof Attribute.OfGraphs(List<Graph> inners)) {
                    inners.forEach(inner -> count(inner, counts, depth + 1));
                }
            }
        }
    }

    /** Numbers of a floating-point type that are stored: what training could move, and more. */
    public long parameters() {
        return initializers.stream()
                .filter(entry ->
                        entry.type() instanceof ValueType.OfTensor tensor
                                && tensor.elementType().isReal())
                .mapToLong(InitializerEntry::elements)
                .sum();
    }

    /** Bytes all constants take. */
    public long bytes() {
        return initializers.stream().mapToLong(InitializerEntry::bytes).sum();
    }

    /** Operators without a gradient rule through which a derivative would have to pass. */
    public List<String> operatorsWithoutRule() {
        return differentiability.withoutRule().stream().map(Node::operator).distinct().toList();
    }

    /** The JSON form. */
    public Json.Obj toJson() {
        return Json.obj(
                "ir_version", model.irVersion(),
                "opsets", opsets(),
                "producer", model.producer().name(),
                "graph", model.graph().name(),
                "inputs", typed(inputs),
                "outputs", typed(outputs),
                "nodes", Json.arr(nodes.stream().map(ModelListing::json).toList()),
                "initializers", Json.arr(initializers.stream().map(ModelListing::json).toList()),
                "parameters", parameters(),
                "bytes", bytes(),
                "operators", new LinkedHashMap<>(operators),
                "differentiability", differentiability.toJson(),
                "metadata", new LinkedHashMap<>(model.metadata()));
    }

    private Map<String, Object> opsets() {
        Map<String, Object> named = new LinkedHashMap<>();
        model.opsets().forEach((domain, version) -> named.put(domainName(domain), version));
        return named;
    }

    /** The standard operator set has no name of its own in a file. */
    public static String domainName(String domain) {
        return domain.isEmpty() ? "ai.onnx" : domain;
    }

    private static Json typed(Map<String, ValueType> values) {
        List<Json> list = new ArrayList<>();
        values.forEach((name, type) -> list.add(Json.obj("name", name, "type", Texts.type(type))));
        return Json.arr(list);
    }

    private static Json json(NodeEntry entry) {
        Map<String, Object> settings = new LinkedHashMap<>();
        entry.node()
                .attributes()
                .forEach((key, value) -> settings.put(key, Texts.attribute(value)));
        return Json.obj(
                "name", entry.node().name(),
                "operator", entry.node().operator(),
                "inputs", entry.node().inputs(),
                "outputs", entry.node().outputs(),
                "types", entry.outputs().stream().map(Texts::type).toList(),
                "attributes", settings);
    }

    private static Json json(InitializerEntry entry) {
        return Json.obj(
                "name", entry.name(),
                "type", Texts.type(entry.type()),
                "elements", entry.elements(),
                "bytes", entry.bytes());
    }

    /** The type of a node's output, if it is known. */
    static Optional<ValueType.OfTensor> tensor(ValueType type) {
        return type instanceof ValueType.OfTensor tensor ? Optional.of(tensor) : Optional.empty();
    }
}
