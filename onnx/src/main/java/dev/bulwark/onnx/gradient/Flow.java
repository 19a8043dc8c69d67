package dev.bulwark.onnx.gradient;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.Graphs;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.ValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which values lie between what is differentiated and what it is differentiated by. */
final class Flow {
    /** Derivative zero wherever it exists: the flow ends here, and the result says so. */
    private static final Set<String> FLAT =
            names(
                    "ArgMax ArgMin NonZero Equal Greater GreaterOrEqual Less LessOrEqual Not And"
                            + " Or Xor IsNaN IsInf Sign Floor Ceil Round OneHot Bernoulli"
                            + " ai.onnx.ml.OneHotEncoder ai.onnx.ml.LabelEncoder"
                            + " ai.onnx.ml.CategoryMapper ai.onnx.ml.Binarizer");

    /** Looks at the shape of its input alone: no influence of the values is lost here. */
    private static final Set<String> SHAPE_ONLY =
            names("Shape Size EyeLike RandomNormalLike RandomUniformLike");

    private static Set<String> names(String spaced) {
        return Set.of(spaced.split(" ", -1));
    }

    private final Graph graph;
    private final Map<String, ValueType.OfTensor> types;
    private final Set<String> active = new HashSet<>();
    private final Set<String> needed = new HashSet<>();
    private final List<GradientGraph.Stop> stops = new ArrayList<>();

    /** By identity: comparing nodes, and with them their settings, would cost more than this. */
    private final IdentityHashMap<Node, Set<String>> reads = new IdentityHashMap<>();

    private final Set<String> held = new HashSet<>();

    Flow(Graph graph, Map<String, ValueType.OfTensor> types) {
        this.graph = graph;
        this.types = types;
    }

    /** Takes these values as constants: nothing flows through them. */
    void hold(Set<String> values) {
        held.addAll(values);
    }

    /** Follows the values from {@code sources} forward, as far as {@code targets} need them. */
    void from(List<String> sources, Set<String> targets) {
        for (String source : sources) {
            if (!mayBeReal(source)) {
                throw new BulwarkException(
                        "GRADIENT_UNCONNECTED",
                        "'%s' holds %s, which has no derivative"
                                .formatted(source, types.get(source)),
                        "ask for the gradient of a value of a floating-point type");
            }
        }
        needed.addAll(targets);
        for (Node node : graph.nodes().reversed()) {
            if (node.outputs().stream().anyMatch(needed::contains)) {
                needed.addAll(readsOf(node));
            }
        }
        active.addAll(sources);
        graph.nodes().forEach(this::spread);
        for (String source : sources) {
            if (targets.stream().noneMatch(active::contains) || !needed.contains(source)) {
                throw unconnected(source, String.join("', '", targets));
            }
        }
    }

    private void spread(Node node) {
        boolean counts = node.outputs().stream().anyMatch(needed::contains);
        for (String read : readsOf(node)) {
            if (!counts || !active.contains(read) || SHAPE_ONLY.contains(node.operator())) {
                continue;
            }
            if (FLAT.contains(node.operator())
                    || node.outputs().stream().noneMatch(this::mayBeReal)) {
                stops.add(new GradientGraph.Stop(node.describe(), node.operator(), read));
                continue;
            }
            for (String output : node.outputs()) {
                if (mayBeReal(output) && !held.contains(output)) {
                    active.add(output);
                }
            }
        }
    }

    private Set<String> readsOf(Node node) {
        return reads.computeIfAbsent(node, Graphs::reads);
    }

    /** Whether the type allows a derivative; an unknown type does. */
    private boolean mayBeReal(String value) {
        ValueType.OfTensor type = types.get(value);
        return !value.isEmpty() && (type == null || type.elementType().isReal());
    }

    /** Whether a derivative passes through the node. */
    boolean carries(Node node) {
        return node.outputs().stream().anyMatch(active::contains)
                && readsOf(node).stream().anyMatch(active::contains)
                && !FLAT.contains(node.operator())
                && !SHAPE_ONLY.contains(node.operator());
    }

    boolean isActive(String value) {
        return active.contains(value);
    }

    List<GradientGraph.Stop> stops() {
        return List.copyOf(stops);
    }

    BulwarkException noRule(Node node) {
        return new BulwarkException(
                "GRADIENT_NO_RULE",
                node.describe() + " has no gradient rule, and the derivative has to pass it",
                "leave what lies before it constant, use a black-box attack, or add a GradientRule"
                        + " for "
                        + node.operator()
                        + ": one class");
    }

    BulwarkException unconnected(String source, String loss) {
        String where =
                stops.isEmpty()
                        ? ""
                        : "; the flow ends at "
                                + String.join(
                                        ", ",
                                        stops.stream()
                                                .limit(3)
                                                .map(GradientGraph.Stop::node)
                                                .toList());
        return new BulwarkException(
                "GRADIENT_UNCONNECTED",
                "'%s' does not depend on '%s' through operators that have a derivative%s"
                        .formatted(loss, source, where),
                "ask for the gradient of a value behind that node, or use a black-box attack");
    }
}
