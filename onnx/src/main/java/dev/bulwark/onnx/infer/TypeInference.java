package dev.bulwark.onnx.infer;

import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.graph.ValueType;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Element types and shapes of a graph's values, as far as they follow from its inputs, constants
 * and declarations. Named lengths are carried through, also by what computes shapes at run time. An
 * operator it does not know leaves its outputs as declared, or unknown: never guessed.
 */
public final class TypeInference {
    private final @Nullable TypeInference outer;
    private final Map<String, ValueType.OfTensor> types = new LinkedHashMap<>();
    private final Map<String, TensorValue> constants = new HashMap<>();
    private final Map<String, PartialValue> partials = new HashMap<>();

    private TypeInference(@Nullable TypeInference outer) {
        this.outer = outer;
    }

    /**
     * Infers over the whole graph, and over the branches of a choice for what both make. Cost: one
     * pass.
     */
    public static TypeInference of(Model model) {
        TypeInference inference = new TypeInference(null);
        inference.run(model.graph());
        return inference;
    }

    /** What is known inside a subgraph of this graph. */
    TypeInference inside(Graph graph) {
        TypeInference inference = new TypeInference(this);
        inference.run(graph);
        return inference;
    }

    private void run(Graph graph) {
        graph.valueInfos().forEach(this::declare);
        graph.initializers()
                .forEach((name, value) -> {
                    types.put(name, value.type());
                    constants.put(name, value);
                });
        graph.sparseInitializers().forEach((name, value) -> types.put(name, value.denseType()));
        for (ValueInfo input : graph.inputs()) {
            // A fed value may replace the default: then it is no constant.
            constants.remove(input.name());
            declare(input);
        }
        graph.outputs().forEach(this::declare);
        for (Node node : graph.nodes()) {
            NodeFacts facts = new NodeFacts(this, node);
            NodeTypes.infer(facts);
            if (node.domain().isEmpty()) {
                PartialEvaluation.of(facts)
                        .ifPresent(value -> node.output(0).ifPresent(n -> putPartial(n, value)));
            }
        }
    }

    private void declare(ValueInfo value) {
        if (value.type() instanceof ValueType.OfTensor tensor) {
            types.merge(value.name(), tensor, TypeInference::narrower);
        }
    }

    /** Records what follows for {@code name}, keeping what is declared where that says more. */
    void put(String name, ValueType.OfTensor inferred) {
        types.merge(name, inferred, TypeInference::narrower);
    }

    void putConstant(String name, TensorValue value) {
        types.put(name, value.type());
        constants.put(name, value);
    }

    private void putPartial(String name, PartialValue value) {
        Optional<TensorValue> constant = value.constant();
        if (constant.isPresent()) {
            putConstant(name, constant.get());
        } else {
            put(name, new ValueType.OfTensor(value.type(), Shape.of(value.dimensions())));
            partials.put(name, value);
        }
    }

    /**
     * The more telling of two types of one value; the second wins where they contradict. A name
     * that follows wins over a length that is declared: exporters declare lengths of their example.
     */
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
            merged[i] = to.get(i) instanceof Dimension.Unknown ? from.get(i) : to.get(i);
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
        ValueType.OfTensor own = types.get(name);
        return own != null || outer == null ? Optional.ofNullable(own) : outer.type(name);
    }

    /** The value, if it is the same on every run. */
    public Optional<TensorValue> constant(String name) {
        TensorValue own = constants.get(name);
        return own != null || outer == null ? Optional.ofNullable(own) : outer.constant(name);
    }

    /** What is known of a short value of integers. */
    Optional<PartialValue> partial(String name) {
        PartialValue own = partials.get(name);
        if (own != null) {
            return Optional.of(own);
        }
        TensorValue constant = constants.get(name);
        if (constant != null) {
            return PartialValue.of(constant);
        }
        return outer == null ? Optional.empty() : outer.partial(name);
    }
}
