package dev.bulwark.onnx.graph;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Element types and shapes of a graph's values, as far as they follow from its inputs, constants
 * and declarations. An operator it does not know leaves its outputs as declared, or unknown: never
 * guessed.
 */
public final class TypeInference {
    private final Map<String, ValueType.OfTensor> types = new LinkedHashMap<>();
    private final Map<String, TensorValue> constants = new HashMap<>();

    private TypeInference() {}

    /** Infers over the whole graph; subgraphs are not entered. Cost: one pass. */
    public static TypeInference of(Model model) {
        TypeInference inference = new TypeInference();
        Graph graph = model.graph();
        for (ValueInfo value : graph.valueInfos()) {
            inference.declare(value);
        }
        graph.initializers()
                .forEach((name, value) -> {
                    inference.types.put(name, value.type());
                    inference.constants.put(name, value);
                });
        for (ValueInfo input : graph.inputs()) {
            // A fed value may replace the default: then it is no constant.
            inference.constants.remove(input.name());
            inference.declare(input);
        }
        graph.outputs().forEach(inference::declare);
        for (Node node : graph.nodes()) {
            new NodeTypes(inference, node).infer();
        }
        return inference;
    }

    private void declare(ValueInfo value) {
        if (value.type() instanceof ValueType.OfTensor tensor) {
            types.merge(value.name(), tensor, TypeInference::narrower);
        }
    }

    /** Records what follows for {@code name}, keeping what is declared where that says more. */
    void put(String name, ValueType.OfTensor inferred) {
        if (!name.isEmpty()) {
            types.merge(name, inferred, TypeInference::narrower);
        }
    }

    void putConstant(String name, TensorValue value) {
        types.put(name, value.type());
        constants.put(name, value);
    }

    /** The more telling of two types of one value; the second wins where they contradict. */
    private static ValueType.OfTensor narrower(ValueType.OfTensor old, ValueType.OfTensor fresh) {
        if (!(fresh.shape() instanceof Shape.Ranked(List<Dimension> to))) {
            return new ValueType.OfTensor(fresh.elementType(), old.shape());
        }
        if (!(old.shape() instanceof Shape.Ranked(List<Dimension> from))
                || from.size() != to.size()) {
            return fresh;
        }
        Dimension[] merged = new Dimension[to.size()];
        for (int i = 0; i < merged.length; i++) {
            boolean vague =
                    to.get(i) instanceof Dimension.Unknown
                            || (to.get(i) instanceof Dimension.Symbolic
                                    && from.get(i) instanceof Dimension.Fixed);
            merged[i] = vague ? from.get(i) : to.get(i);
        }
        return new ValueType.OfTensor(fresh.elementType(), new Shape.Ranked(List.of(merged)));
    }

    /** Types by value name. */
    public Map<String, ValueType.OfTensor> types() {
        return Collections.unmodifiableMap(types);
    }

    /** Values that are the same on every run, by name. */
    public Map<String, TensorValue> constants() {
        return Collections.unmodifiableMap(constants);
    }

    /** Type of one value, if it is known. */
    public Optional<ValueType.OfTensor> type(String name) {
        return Optional.ofNullable(types.get(name));
    }

    /** The value, if it is the same on every run. */
    public Optional<TensorValue> constant(String name) {
        return Optional.ofNullable(constants.get(name));
    }
}
