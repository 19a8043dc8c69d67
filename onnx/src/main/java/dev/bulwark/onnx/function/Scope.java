package dev.bulwark.onnx.function;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Function;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.ValueInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the names and attribute references in one body mean, for one call of it. */
final class Scope {
    private final @Nullable Scope around;
    private final Optional<Function.Id> function;
    private final Map<String, Attribute> values;
    private final Map<String, String> names = new HashMap<>();

    private Scope(
            @Nullable Scope around, Optional<Function.Id> function, Map<String, Attribute> values) {
        this.around = around;
        this.function = function;
        this.values = values;
    }

    /** The model's own graph and its subgraphs, where every name stays. */
    static Scope ofModel() {
        return new Scope(null, Optional.empty(), Map.of());
    }

    /** A call that gives the function's attributes these values. */
    static Scope ofFunction(Function.Id function, Map<String, Attribute> values) {
        return new Scope(null, Optional.of(function), values);
    }

    /** A subgraph: it sees the names around it, and hides them by its own. */
    Scope inside() {
        return new Scope(this, function, values);
    }

    boolean isModel() {
        return function.isEmpty();
    }

    void bind(String inner, String outer) {
        names.put(inner, outer);
    }

    /** Gives a value that is made here its name outside. */
    String define(String name, Inlining inlining) {
        if (name.isEmpty() || isModel()) {
            return name;
        }
        // Bound already: a result, or an input of a subgraph that has a default.
        return names.computeIfAbsent(name, inlining::fresh);
    }

    /** The name outside. */
    String name(String inner) {
        for (Scope scope = this; scope != null; scope = scope.around) {
            String outer = scope.names.get(inner);
            if (outer != null) {
                return outer;
            }
        }
        return inner;
    }

    List<ValueInfo> named(List<ValueInfo> values) {
        return values.stream()
                .map(value -> new ValueInfo(name(value.name()), value.type()))
                .toList();
    }

    Attribute value(Node node, String attribute) {
        Attribute value = values.get(attribute);
        String function = this.function.map(Function.Id::describe).orElse("no function");
        if (value == null) {
            throw new BulwarkException(
                    "MODEL_INVALID",
                    "%s refers to attribute '%s' of %s, which has no value"
                            .formatted(node.describe(), attribute, function),
                    "give the attribute where the function is called");
        }
        if (value instanceof Attribute.OfGraph(Graph _) || value instanceof Attribute.OfGraphs) {
            // Each use would be one more copy, which nobody has counted.
            throw new BulwarkException(
                    "MODEL_UNSUPPORTED",
                    "attribute '%s' of %s passes a subgraph".formatted(attribute, function),
                    "export the model with that function inlined");
        }
        return value;
    }
}
