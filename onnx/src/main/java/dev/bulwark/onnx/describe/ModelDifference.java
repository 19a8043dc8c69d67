package dev.bulwark.onnx.describe;

import dev.bulwark.kernel.json.Json;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a second model differs from a first: nodes are matched by the first value they make, values
 * and constants by name. Names of nodes, and the order in which nodes that do not depend on each
 * other stand, count for nothing.
 *
 * @param changes structure, interface, metadata, in the order of the models
 * @param weights constants of one type and shape that hold other values
 */
public record ModelDifference(List<Change> changes, List<WeightChange> weights) {

    /** What happened to a part. */
    public enum Kind {
        /** Only the second model has it. */
        ADDED,
        /** Only the first model has it. */
        REMOVED,
        /** Both have it, and it differs. */
        CHANGED
    }

    /**
     * One part that differs.
     *
     * @param part {@code node}, {@code input}, {@code output}, {@code initializer}, {@code
     *     metadata}, {@code opset} or {@code model}
     * @param name of the part
     * @param before what the first model has; empty where it has none
     * @param after what the second model has; empty where it has none
     */
    public record Change(Kind kind, String part, String name, String before, String after) {}

    /**
     * A constant whose values differ. Where a value is NaN in one of them alone, the norms are NaN.
     *
     * @param name of the initializer
     * @param max largest absolute difference; 1 where other than numbers differ
     * @param l2 Euclidean norm of the difference
     * @param relative {@code l2} by the norm of the first; infinite where that is zero
     * @param differing how many values differ
     * @param elements how many there are
     */
    public record WeightChange(
            String name, double max, double l2, double relative, long differing, long elements) {}

    public ModelDifference {
        changes = List.copyOf(changes);
        weights = List.copyOf(weights);
    }

    /** Compares two models. Cost: one pass over both. */
    public static ModelDifference of(Model first, Model second) {
        List<Change> changes = new ArrayList<>();
        model(first, second, changes);
        compare("input", typed(first.graph().inputs()), typed(second.graph().inputs()), changes);
        compare("output", typed(first.graph().outputs()), typed(second.graph().outputs()), changes);
        compare("node", nodes(first), nodes(second), changes);
        List<WeightChange> weights = new ArrayList<>();
        initializers(first, second, changes, weights);
        compare("metadata", first.metadata(), second.metadata(), changes);
        return new ModelDifference(changes, weights);
    }

    /** Whether the models compute the same with the same, and say the same of themselves. */
    public boolean isEmpty() {
        return changes.isEmpty() && weights.isEmpty();
    }

    private static void model(Model first, Model second, List<Change> changes) {
        compare("opset", opsets(first), opsets(second), changes);
        compare("model", facts(first), facts(second), changes);
    }

    private static Map<String, String> opsets(Model model) {
        Map<String, String> opsets = new LinkedHashMap<>();
        model.opsets()
                .forEach((domain, version) ->
                        opsets.put(ModelListing.domainName(domain), version.toString()));
        return opsets;
    }

    private static Map<String, String> facts(Model model) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("ir version", Long.toString(model.irVersion()));
        facts.put("producer", model.producer().name() + " " + model.producer().version());
        facts.put("domain", model.domain());
        facts.put("version", Long.toString(model.modelVersion()));
        return facts;
    }

    private static Map<String, String> typed(List<ValueInfo> values) {
        Map<String, String> typed = new LinkedHashMap<>();
        values.forEach(value -> typed.put(value.name(), Texts.type(value.type())));
        return typed;
    }

    private static Map<String, Node> nodes(Model model) {
        Map<String, Node> nodes = new LinkedHashMap<>();
        for (Node node : model.graph().nodes()) {
            String first = node.outputs().stream().filter(o -> !o.isEmpty()).findFirst().orElse("");
            nodes.put(first, unnamed(node));
        }
        return nodes;
    }

    private static Node unnamed(Node node) {
        return new Node(
                node.opType(), node.domain(), "", node.inputs(), node.outputs(), node.attributes());
    }

    private static <T> void compare(
            String part, Map<String, T> first, Map<String, T> second, List<Change> changes) {
        for (String name : union(first.keySet(), second.keySet())) {
            T before = first.get(name);
            T after = second.get(name);
            if (before == null && after != null) {
                changes.add(new Change(Kind.ADDED, part, name, "", text(after)));
            } else if (before != null && after == null) {
                changes.add(new Change(Kind.REMOVED, part, name, text(before), ""));
            } else if (before != null && after != null && !before.equals(after)) {
                changes.add(new Change(Kind.CHANGED, part, name, text(before), text(after)));
            }
        }
    }

    private static Set<String> union(Set<String> first, Set<String> second) {
        Set<String> names = new LinkedHashSet<>(first);
        names.addAll(second);
        return names;
    }

    private static String text(Object part) {
        if (!(part instanceof Node node)) {
            return part.toString();
        }
        List<String> settings = new ArrayList<>();
        node.attributes().forEach((key, value) -> settings.add(key + "=" + Texts.attribute(value)));
        return "%s(%s)%s"
                .formatted(
                        node.operator(),
                        String.join(", ", node.inputs()),
                        settings.isEmpty() ? "" : " {" + String.join(", ", settings) + "}");
    }

    private static void initializers(
            Model first, Model second, List<Change> changes, List<WeightChange> weights) {
        Map<String, TensorValue> before = first.graph().initializers();
        Map<String, TensorValue> after = second.graph().initializers();
        Map<String, String> typesBefore = new LinkedHashMap<>();
        before.forEach((name, value) -> typesBefore.put(name, Texts.type(value.type())));
        Map<String, String> typesAfter = new LinkedHashMap<>();
        after.forEach((name, value) -> typesAfter.put(name, Texts.type(value.type())));
        compare("initializer", typesBefore, typesAfter, changes);
        before.forEach((name, value) -> {
            TensorValue other = after.get(name);
            if (other != null && other.type().equals(value.type()) && !other.equals(value)) {
                weights.add(weights(name, value, other));
            }
        });
    }

    private static WeightChange weights(String name, TensorValue first, TensorValue second) {
        boolean real =
                first.elementType() == ElementType.FLOAT
                        || first.elementType() == ElementType.DOUBLE;
        if (!real) {
            // Categories, indices, halves: that they differ is all that is said.
            return new WeightChange(name, 1, 1, 1, 1, first.elements());
        }
        double max = 0;
        double squares = 0;
        double norm = 0;
        long differing = 0;
        for (int i = 0; i < first.elements(); i++) {
            double before = at(first, i);
            double after = at(second, i);
            boolean same = Double.doubleToRawLongBits(before) == Double.doubleToRawLongBits(after);
            double by = same ? 0 : Math.abs(after - before);
            differing += same ? 0 : 1;
            max = Math.max(max, by);
            squares += by * by;
            norm += before * before;
        }
        double l2 = Math.sqrt(squares);
        return new WeightChange(name, max, l2, l2 / Math.sqrt(norm), differing, first.elements());
    }

    private static double at(TensorValue value, int index) {
        ByteBuffer raw = value.raw();
        return value.elementType() == ElementType.FLOAT
                ? raw.getFloat(index * Float.BYTES)
                : raw.getDouble(index * Double.BYTES);
    }

    /** The JSON form; a norm that is no number is a text. */
    public Json.Obj toJson() {
        List<Json> changed = new ArrayList<>();
        for (Change change : changes) {
            changed.add(
                    Json.obj(
                            "kind", change.kind().name().toLowerCase(java.util.Locale.ROOT),
                            "part", change.part(),
                            "name", change.name(),
                            "before", change.before(),
                            "after", change.after()));
        }
        List<Json> moved = new ArrayList<>();
        for (WeightChange weight : weights) {
            moved.add(
                    Json.obj(
                            "name", weight.name(),
                            "max", number(weight.max()),
                            "l2", number(weight.l2()),
                            "relative", number(weight.relative()),
                            "differing", weight.differing(),
                            "elements", weight.elements()));
        }
        return Json.obj(
                "equal", isEmpty(), "changes", Json.arr(changed), "weights", Json.arr(moved));
    }

    private static Object number(double value) {
        return Double.isFinite(value) ? value : Double.toString(value);
    }
}
