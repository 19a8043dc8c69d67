package dev.bulwark.onnx.rewrite;

import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.Graphs;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.ValueInfo;
import dev.bulwark.onnx.graph.ValueType;
import dev.bulwark.onnx.infer.TypeInference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Removes nodes whose output is their first input: {@code Identity}, dropout that drops nothing,
 * casts to the type there is, reshapes and transpositions that move nothing, a concatenation of
 * one. Outputs of the graph keep their names: then the value before takes the output's.
 */
final class NeutralNodes {
    /** Until this set dropout had no form for training. */
    private static final long DROPOUT_IN_TRAINING = 12;

    private final Model model;
    private final TypeInference inference;
    private final Set<String> outputs = new HashSet<>();
    private final Set<String> read = new HashSet<>();
    private final Set<String> hidden = new HashSet<>();
    private final Set<String> made = new HashSet<>();
    private final Map<String, String> renamed = new HashMap<>();

    private NeutralNodes(Model model) {
        this.model = model;
        this.inference = EnforcedTypes.of(model);
        model.graph().outputs().forEach(output -> outputs.add(output.name()));
        model.graph().nodes().forEach(node -> read.addAll(Graphs.reads(node)));
        Substitution.declaredInside(model.graph(), hidden::add);
    }

    static Model removed(Model model) {
        return model.withGraph(new NeutralNodes(model).graph());
    }

    private Graph graph() {
        List<Node> kept = new ArrayList<>();
        for (Node node : model.graph().nodes()) {
            if (!isNeutral(node) || !removes(node)) {
                kept.add(node);
                made.addAll(node.outputs());
            }
        }
        Substitution substitution = new Substitution(this::current);
        Graph graph = model.graph();
        List<ValueInfo> known =
                graph.valueInfos().stream().filter(v -> !renamed.containsKey(v.name())).toList();
        return new Graph(
                graph.name(),
                kept.stream().map(substitution::in).toList(),
                graph.inputs(),
                graph.outputs(),
                graph.initializers(),
                known);
    }

    private String current(String name) {
        String at = name;
        while (renamed.containsKey(at)) {
            at = renamed.getOrDefault(at, at);
        }
        if (!at.equals(name)) {
            // A long chain is walked once.
            renamed.put(name, at);
        }
        return at;
    }

    private boolean removes(Node node) {
        String from = current(node.inputs().getFirst());
        String to = node.outputs().getFirst();
        if (hidden.contains(from) || hidden.contains(to)) {
            return false;
        }
        if (!outputs.contains(to)) {
            renamed.put(to, from);
            return true;
        }
        if (!made.contains(from) || outputs.contains(from)) {
            return false;
        }
        renamed.put(from, to);
        return true;
    }

    private boolean isNeutral(Node node) {
        if (!node.domain().isEmpty() || node.input(0).isEmpty() || node.output(0).isEmpty()) {
            return false;
        }
        boolean single = node.outputs().size() == 1;
        return switch (node.opType()) {
            case "Identity" -> single;
            case "Dropout" -> dropsNothing(node);
            case "Cast" -> single && castsToItself(node);
            case "Transpose" -> single && movesNothing(node);
            case "Concat" -> single && node.inputs().size() == 1;
            case "Reshape", "Flatten", "Expand" -> single && keepsShape(node);
            default -> false;
        };
    }

    private boolean dropsNothing(Node node) {
        boolean mask =
                node.output(1).filter(o -> read.contains(o) || outputs.contains(o)).isPresent();
        if (mask) {
            return false;
        }
        if (model.opset() < DROPOUT_IN_TRAINING || node.input(2).isEmpty()) {
            return true;
        }
        boolean off =
                inference
                        .constant(node.inputs().get(2))
                        .filter(v -> v.elements() == 1 && v.isZero())
                        .isPresent();
        return off
                || node.input(1)
                        .flatMap(inference::constant)
                        .filter(v -> v.elements() == 1 && v.isZero())
                        .isPresent();
    }

    private boolean castsToItself(Node node) {
        Optional<ElementType> to = ElementType.ofCode((int) node.intAttribute("to", 0));
        return to.isPresent()
                && inference
                        .type(node.inputs().getFirst())
                        .map(ValueType.OfTensor::elementType)
                        .equals(to);
    }

    private boolean movesNothing(Node node) {
        Optional<List<Long>> order = node.intsAttribute("perm");
        if (order.isEmpty()) {
            return dimensions(node.inputs().getFirst()).filter(d -> d.size() <= 1).isPresent();
        }
        for (int i = 0; i < order.get().size(); i++) {
            if (order.get().get(i) != i) {
                return false;
            }
        }
        return true;
    }

    /** At most one length is open: as many elements before and after, it is the same too. */
    private boolean keepsShape(Node node) {
        Optional<List<Dimension>> before = dimensions(node.inputs().getFirst());
        Optional<List<Dimension>> after = dimensions(node.outputs().getFirst());
        return before.isPresent()
                && before.equals(after)
                && before.get().stream().noneMatch(Dimension.Unknown.class::isInstance)
                && before.get().stream().noneMatch(length -> length.is(0))
                && before.get().stream().filter(Dimension.Symbolic.class::isInstance).count() <= 1;
    }

    private Optional<List<Dimension>> dimensions(String value) {
        return inference
                .type(value)
                .map(ValueType.OfTensor::shape)
                .flatMap(shape ->
                        shape instanceof Shape.Ranked(List<Dimension> dimensions)
                                ? Optional.of(dimensions)
                                : Optional.empty());
    }
}
