package dev.bulwark.onnx.gradient;

import dev.bulwark.onnx.convert.Opsets;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.GraphBuilder;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.infer.TypeInference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Grafts a loss that is a graph of its own onto a model. */
final class GivenLoss {
    private final Model model;
    private final Model loss;
    private final Map<String, String> bindings;
    private final GraphBuilder builder;
    private final Map<String, String> names = new HashMap<>();
    private final List<String> free = new ArrayList<>();

    GivenLoss(Model model, Model loss, Map<String, String> bindings) {
        this.model = Opsets.current(model);
        this.loss = Opsets.current(loss);
        this.bindings = Map.copyOf(bindings);
        this.builder = GraphBuilder.extending(this.model.graph());
    }

    Losses.LossGraph appended() {
        requireSameOperators();
        requireInputs();
        Graph graph = loss.graph();
        graph.inputs().forEach(this::input);
        graph.initializers().forEach(this::initializer);
        graph.nodes().forEach(this::node);
        ValueInfo result = graph.outputs().getFirst();
        String name = renamed(result.name());
        builder.outputFirst(name, result.type());
        Map<String, Long> opsets = new LinkedHashMap<>(model.opsets());
        loss.opsets().forEach(opsets::putIfAbsent);
        return new Losses.LossGraph(
                model.withOpsets(opsets).withGraph(builder.build()), name, free);
    }

    private void requireSameOperators() {
        loss.opsets()
                .forEach((domain, version) -> {
                    long other = model.opsets().getOrDefault(domain, version);
                    if (other != version) {
                        throw new IllegalArgumentException(
                                ("the loss is written for version %d of operator set '%s', but"
                                                + " the model for %d")
                                        .formatted(version, domain, other));
                    }
                });
    }

    private void requireInputs() {
        List<String> inputs = loss.graph().inputs().stream().map(ValueInfo::name).toList();
        for (String bound : bindings.keySet()) {
            if (!inputs.contains(bound)) {
                throw new IllegalArgumentException(
                        "'%s' is no input of the loss, which takes %s".formatted(bound, inputs));
            }
        }
    }

    private void input(ValueInfo input) {
        String bound = bindings.get(input.name());
        if (bound != null) {
            if (!builder.exists(bound)) {
                throw new IllegalArgumentException(
                        "'%s' is no value of graph '%s'".formatted(bound, model.graph().name()));
            }
            requireType(input, bound);
            names.put(input.name(), bound);
        } else if (!loss.graph().initializers().containsKey(input.name())) {
            free.add(builder.input(input.name(), input.type()));
            names.put(input.name(), input.name());
        }
    }

    private void requireType(ValueInfo input, String bound) {
        if (input.type() instanceof ValueType.OfTensor wanted) {
            TypeInference.of(model)
                    .type(bound)
                    .filter(type -> type.elementType() != wanted.elementType())
                    .ifPresent(type -> {
                        throw new IllegalArgumentException(
                                "the loss takes '%s' as %s, but '%s' holds %s"
                                        .formatted(
                                                input.name(),
                                                wanted.elementType(),
                                                bound,
                                                type.elementType()));
                    });
        }
    }

    private void initializer(String name, TensorValue value) {
        if (!names.containsKey(name)) {
            names.put(name, builder.constant(value));
        }
    }

    private void node(Node node) {
        List<String> inputs = node.inputs().stream().map(this::renamed).toList();
        if (node.attributes().values().stream().anyMatch(Attribute.OfGraph.class::isInstance)) {
            throw new IllegalArgumentException(
                    node.describe() + " of the loss holds a subgraph; write it flat");
        }
        List<String> outputs =
                builder.node(
                        node.opType(),
                        node.domain(),
                        inputs,
                        node.outputs().size(),
                        node.attributes());
        for (int i = 0; i < outputs.size(); i++) {
            names.put(node.outputs().get(i), outputs.get(i));
        }
    }

    private String renamed(String name) {
        return name.isEmpty() ? "" : names.getOrDefault(name, name);
    }
}
