package dev.bulwark.onnx.gradient.perexample;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.gradient.perexample.axis.ExampleAxes;
import dev.bulwark.onnx.gradient.perexample.axis.Examples;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Graphs;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.infer.TypeInference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** Goes through the graph forward and finds every place where a parameter meets the examples. */
final class Tracing {
    private final Model model;
    private final ExampleAxes axes;
    private final TypeInference types;
    private final GraphBuilder names;
    private final List<Node> nodes = new ArrayList<>();
    private final List<ValueInfo> declared = new ArrayList<>();
    private final Set<String> ofParameters;
    private final Map<String, Node> producers = new HashMap<>();
    private final Set<String> madeLater = new HashSet<>();
    private final Set<String> retained = new LinkedHashSet<>();
    private final List<Use> uses = new ArrayList<>();

    Tracing(Model model, ExampleAxes axes, List<String> parameters) {
        this.model = model;
        this.axes = axes;
        this.types = TypeInference.of(model);
        this.names = GraphBuilder.extending(model.graph());
        this.ofParameters = new HashSet<>(parameters);
    }

    /** Traces every node that the losses need. */
    void run(String losses) {
        Set<String> needed = new HashSet<>(Set.of(losses));
        for (Node node : model.graph().nodes().reversed()) {
            if (node.outputs().stream().anyMatch(needed::contains)) {
                needed.addAll(Graphs.reads(node));
            }
        }
        for (Node node : model.graph().nodes()) {
            if (node.outputs().stream().anyMatch(needed::contains)) {
                trace(node);
            } else {
                add(node);
            }
        }
    }

    private void trace(Node node) {
        boolean touched = Graphs.reads(node).stream().anyMatch(ofParameters::contains);
        if (!touched || node.outputs().stream().noneMatch(this::mayBeReal)) {
            add(node);
            return;
        }
        for (String output : node.outputs()) {
            if (axes.of(output) instanceof Examples.Along) {
                ExampleRule rule =
                        ExampleRules.installed()
                                .rule(node.operator())
                                .orElseThrow(() -> noRule(node));
                rule.trace(new Meeting(this, node));
                return;
            }
        }
        add(node);
        node.outputs().stream()
                .filter(output -> axes.of(output) instanceof Examples.None)
                .filter(this::mayBeReal)
                .forEach(output -> {
                    ofParameters.add(output);
                    producers.put(output, node);
                });
    }

    private static BulwarkException noRule(Node node) {
        return new BulwarkException(
                "GRADIENT_UNSUPPORTED",
                node.describe()
                        + " is where a parameter meets the examples, but it has no per-example"
                        + " form",
                "leave the parameter out, or add an ExampleRule for "
                        + node.operator()
                        + ": one class");
    }

    private boolean mayBeReal(String value) {
        Optional<ValueType.OfTensor> type = types.type(value);
        return !value.isEmpty() && (type.isEmpty() || type.get().elementType().isReal());
    }

    /** The model with the nodes rewritten. */
    Model rewritten() {
        Graph graph = names.build();
        List<ValueInfo> infos = new ArrayList<>(graph.valueInfos());
        infos.addAll(declared);
        return model.withGraph(
                new Graph(
                        graph.name(),
                        nodes,
                        graph.inputs(),
                        graph.outputs(),
                        graph.initializers(),
                        infos));
    }

    ExampleAxes axes() {
        return axes;
    }

    Optional<ValueType.OfTensor> type(String value) {
        return types.type(value);
    }

    ElementType elementType(String value) {
        return types.type(value).map(ValueType.OfTensor::elementType).orElse(ElementType.FLOAT);
    }

    boolean isOfParameters(String value) {
        return ofParameters.contains(value);
    }

    Set<String> ofParameters() {
        return Collections.unmodifiableSet(ofParameters);
    }

    /** The node that makes a value from parameters alone; none for a parameter. */
    Optional<Node> producer(String value) {
        return Optional.ofNullable(producers.get(value));
    }

    List<Use> uses() {
        return Collections.unmodifiableList(uses);
    }

    Set<String> retained() {
        return Collections.unmodifiableSet(retained);
    }

    String emit(String operator, List<String> inputs, Map<String, Attribute> attributes) {
        String output = names.fresh(operator);
        add(new Node(operator, "", output, inputs, List.of(output), new TreeMap<>(attributes)));
        return output;
    }

    String constant(TensorValue value) {
        return names.constant(value);
    }

    void add(Node node) {
        nodes.add(node);
    }

    void retain(String value) {
        if (!value.isEmpty()) {
            retained.add(value);
        }
    }

    /** Takes back what is made elsewhere. */
    void release(String value) {
        if (madeLater.contains(value)) {
            retained.remove(value);
        }
    }

    String unused(String stem) {
        return names.fresh(stem);
    }

    String fresh(String stem) {
        String name = names.fresh(stem);
        madeLater.add(name);
        return name;
    }

    void use(Use use) {
        uses.add(use);
    }

    /** Declares the shape of copies, so that the gradient need not find it out at run time. */
    void declareCopies(String copies, String value, List<Long> sizes, int rank, int axis) {
        List<Dimension> dimensions = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            int own = i - (rank - sizes.size());
            dimensions.add(own < 0 ? Dimension.of(1) : Dimension.of(sizes.get(own)));
        }
        dimensions.set(axis, new Dimension.Unknown());
        declared.add(
                new ValueInfo(
                        copies,
                        new ValueType.OfTensor(elementType(value), new Shape.Ranked(dimensions))));
    }

    /** Product of the lengths apart from the examples and the last axes, if it is known. */
    OptionalLong terms(String value, Examples.Along along, int tail) {
        return product(value, along, 0, tail);
    }

    /** Product of the lengths behind the channel and of what is merged into the examples. */
    OptionalLong places(String value, Examples.Along along) {
        return product(value, along, 2, 0);
    }

    private OptionalLong product(String value, Examples.Along along, int from, int tail) {
        if (!(type(value).map(ValueType.OfTensor::shape).orElse(new Shape.Unranked())
                instanceof Shape.Ranked(List<Dimension> dimensions))) {
            return OptionalLong.empty();
        }
        long product = along.before() * along.after();
        for (int axis = from; axis < dimensions.size() - tail; axis++) {
            if (axis == along.axis()) {
                continue;
            }
            if (!(dimensions.get(axis) instanceof Dimension.Fixed(long size))) {
                return OptionalLong.empty();
            }
            product = Math.multiplyExact(product, size);
        }
        return OptionalLong.of(product);
    }
}
