package dev.bulwark.onnx.gradient;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.convert.Opsets;
import dev.bulwark.onnx.graph.Attribute;
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
import dev.bulwark.onnx.rewrite.UnreadStatistics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One backward pass (Griewank and Walther 2008, section 3.2): nodes in reverse order, each turning
 * the gradients of its outputs into those of its inputs, summed where a value is read several
 * times.
 */
final class ReverseMode {
    private final Model model;
    private final String loss;
    private final GradientRules rules;
    private final Flow flow;
    private final GraphBuilder builder;
    private final Map<String, ValueType.OfTensor> types;
    private final Map<String, TensorValue> constants;
    private final Map<String, List<String>> contributions = new HashMap<>();
    private final Map<String, String> sums = new HashMap<>();
    private final Map<String, String> shapes = new HashMap<>();

    ReverseMode(Model model, String loss, GradientRules rules) {
        if (model.opset() < Opsets.TARGET) {
            throw new IllegalArgumentException(
                    "rules read and emit operators of set %d, but the model is of set %d"
                            .formatted(Opsets.TARGET, model.opset()));
        }
        this.model = model;
        this.loss = loss;
        this.rules = rules;
        this.builder = GraphBuilder.extending(model.graph());
        TypeInference inference = TypeInference.of(model);
        this.types = inference.types();
        this.constants = inference.constants();
        this.flow = new Flow(model.graph(), types, constants);
        requireValue(loss);
    }

    /** Passes the derivative through these operators as if they did not round. */
    ReverseMode straightThrough(Set<String> operators) {
        flow.passStraightThrough(operators);
        return this;
    }

    GradientGraph run(List<String> withRespectTo, List<String> keep) {
        withRespectTo.forEach(this::requireValue);
        keep.forEach(this::requireValue);
        flow.from(withRespectTo, Set.of(loss));
        contribute(loss, ones());
        differentiate();
        List<String> forward = new ArrayList<>(List.of(loss));
        forward.addAll(keep);
        return new GradientGraph(
                result(forward, withRespectTo), loss, names(withRespectTo), flow.stops());
    }

    /** From given gradients of inner values instead of a loss's; the outputs there are stay. */
    Model pullBack(Map<String, String> upstream, List<String> withRespectTo, Set<String> held) {
        withRespectTo.forEach(this::requireValue);
        upstream.keySet().forEach(this::requireValue);
        upstream.values().forEach(this::requireValue);
        flow.hold(held);
        flow.from(withRespectTo, upstream.keySet());
        upstream.forEach(this::contribute);
        differentiate();
        return result(
                model.graph().outputs().stream().map(ValueInfo::name).toList(), withRespectTo);
    }

    private void differentiate() {
        List<Node> nodes = model.graph().nodes();
        for (Node node : nodes.reversed()) {
            if (flow.carries(node)) {
                differentiate(node);
            }
        }
    }

    private void differentiate(Node node) {
        boolean reached = false;
        for (String output : node.outputs()) {
            reached |= contributions.containsKey(output);
        }
        if (!reached) {
            return;
        }
        Set<Integer> wanted = new HashSet<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            if (flow.carries(node, i)) {
                wanted.add(i);
            }
        }
        if (node.operator().equals("If")) {
            new Conditional(this, node)
                    .differentiate(
                            Graphs.reads(node).stream()
                                    .filter(read -> !node.inputs().contains(read))
                                    .filter(flow::isActive)
                                    .toList());
            return;
        }
        if (wanted.isEmpty()) {
            // Only a subgraph reads what was asked for, and no rule looks into subgraphs.
            throw flow.noRule(node);
        }
        Backward backward = new Backward(this, node, wanted);
        if (flow.isStraightThrough(node)) {
            StraightThrough.differentiate(backward);
            return;
        }
        GradientRule rule =
                rules.rule(node.domain(), node.opType()).orElseThrow(() -> flow.noRule(node));
        apply(rule, backward, node);
    }

    private static void apply(GradientRule rule, Backward backward, Node node) {
        try {
            rule.differentiate(backward);
        } catch (IndexOutOfBoundsException | ArithmeticException | NegativeArraySizeException e) {
            // Settings of a damaged or hostile file that contradict the shapes; no engine runs it.
            throw new BulwarkException(
                    "GRADIENT_UNSUPPORTED",
                    "%s cannot be differentiated: its settings contradict its operands (%s)"
                            .formatted(node.describe(), e.getMessage()),
                    "export the model again; if the engine runs it, report the model",
                    e);
        }
    }

    private Model result(List<String> forward, List<String> withRespectTo) {
        List<ValueInfo> outputs = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String name : forward) {
            if (seen.add(name)) {
                outputs.add(new ValueInfo(name, declared(name)));
            }
        }
        for (String name : withRespectTo) {
            String gradient = Gradients.nameOf(name);
            if (seen.add(gradient)) {
                String sum = gradient(name).orElseThrow(() -> flow.unconnected(name, loss));
                builder.named(gradient, "Identity", List.of(sum), Map.of());
                outputs.add(new ValueInfo(gradient, declared(name)));
            }
        }
        Graph graph = builder.build().withOutputs(outputs);
        return model.withGraph(UnreadStatistics.settled(Graphs.withoutDeadParts(graph, false)));
    }

    private static Map<String, String> names(List<String> withRespectTo) {
        Map<String, String> names = new LinkedHashMap<>();
        withRespectTo.forEach(name -> names.put(name, Gradients.nameOf(name)));
        return names;
    }

    private ValueType declared(String name) {
        ValueType.OfTensor type = types.get(name);
        return type == null ? new ValueType.Unspecified() : type;
    }

    private String ones() {
        Backward pen =
                new Backward(
                        this,
                        new Node("Loss", "", loss, List.of(loss), List.of(loss), Map.of()),
                        Set.of());
        Optional<List<Long>> fixed = pen.shape(loss).fixed();
        return fixed.isPresent() && fixed.get().isEmpty()
                ? pen.scalar(1, loss)
                : pen.filled(1, loss);
    }

    private void requireValue(String name) {
        if (!builder.exists(name) || name.isEmpty()) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no value of graph '" + model.graph().name() + "'");
        }
    }

    GraphBuilder builder() {
        return builder;
    }

    /** Whether a derivative of {@code targets} by {@code source} passes through a subgraph. */
    boolean connects(Graph inner, String source, Set<String> targets) {
        return within(inner, targets.iterator().next()).flow.connects(source, targets);
    }

    /** The subgraph with the gradients of {@code sources} behind its outputs. */
    Graph pullBack(Graph inner, Map<String, String> upstream, List<String> sources) {
        ReverseMode pass = within(inner, upstream.keySet().iterator().next());
        Graph pulled = pass.pullBack(upstream, sources, Set.of()).graph();
        flow.adopt(pass.flow.stops());
        return pulled;
    }

    private ReverseMode within(Graph inner, String start) {
        return new ReverseMode(model.withGraph(inner), start, rules)
                .straightThrough(flow.straightThrough());
    }

    BulwarkException noRule(Node node) {
        return flow.noRule(node);
    }

    void contribute(String value, String gradient) {
        if (sums.containsKey(value)) {
            throw new IllegalStateException(
                    "'" + value + "' was summed up before its last gradient: the order is broken");
        }
        contributions.computeIfAbsent(value, v -> new ArrayList<>()).add(gradient);
    }

    /** The whole gradient of a value, once everything that reads it has been differentiated. */
    Optional<String> gradient(String value) {
        List<String> parts = contributions.get(value);
        if (parts == null) {
            return Optional.empty();
        }
        return Optional.of(
                sums.computeIfAbsent(
                        value,
                        v ->
                                parts.size() == 1
                                        ? parts.getFirst()
                                        : builder.node("Sum", parts, Map.of())));
    }

    String shapeOf(String value) {
        Optional<List<Long>> fixed =
                type(value).map(ValueType.OfTensor::shape).flatMap(Shape::fixed);
        if (fixed.isPresent()) {
            return builder.constant(
                    TensorValue.vector(fixed.get().stream().mapToLong(Long::longValue).toArray()));
        }
        return shapes.computeIfAbsent(
                value, v -> builder.node("Shape", List.of(v), Map.<String, Attribute>of()));
    }

    Optional<ValueType.OfTensor> type(String value) {
        return Optional.ofNullable(types.get(value));
    }

    Optional<TensorValue> constantValue(String value) {
        return Optional.ofNullable(constants.get(value));
    }
}
