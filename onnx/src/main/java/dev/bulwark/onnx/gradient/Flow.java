package dev.bulwark.onnx.gradient;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.graph.Graph;
import dev.bulwark.onnx.graph.Graphs;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.TensorValue;
import dev.bulwark.onnx.graph.ValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which values lie between what is differentiated and what it is differentiated by. */
final class Flow {
    /** How often their bodies run is known at run time alone, and so is what to go back through. */
    private static final Set<String> LOOPS = Set.of("Loop", "Scan");

    private final Graph graph;
    private final Map<String, ValueType.OfTensor> types;
    private final Set<String> active = new HashSet<>();
    private final Set<String> needed = new HashSet<>();
    private final Set<String> straightThrough = new HashSet<>();
    private final Map<String, TensorValue> constants;
    private final List<Found> stops = new ArrayList<>();
    private final List<GradientGraph.Stop> adopted = new ArrayList<>();
    private List<String> sources = List.of();

    /** A stop, and the node where it is. */
    private record Found(Node node, String value, GradientGraph.Stop.Kind kind) {}

    /** By identity: comparing nodes, and with them their settings, would cost more than this. */
    private final IdentityHashMap<Node, Set<String>> reads = new IdentityHashMap<>();

    private final Set<String> held = new HashSet<>();

    Flow(Graph graph, Map<String, ValueType.OfTensor> types, Map<String, TensorValue> constants) {
        this.graph = graph;
        this.types = types;
        this.constants = constants;
    }

    Set<String> straightThrough() {
        return Set.copyOf(straightThrough);
    }

    /** Stops inside a subgraph, which concern values of this graph. */
    void adopt(List<GradientGraph.Stop> inner) {
        adopted.addAll(inner);
    }

    /** Whether the derivative of {@code targets} by {@code source} has a way. */
    boolean connects(String source, Set<String> targets) {
        follow(List.of(source), targets);
        return needed.contains(source) && targets.stream().anyMatch(active::contains);
    }

    /** Passes the derivative through these operators as if they did not round. */
    void passStraightThrough(Set<String> operators) {
        straightThrough.addAll(operators);
    }

    /** Takes these values as constants: nothing flows through them. */
    void hold(Set<String> values) {
        held.addAll(values);
    }

    /** Follows the values from {@code sources} forward, as far as {@code targets} need them. */
    void from(List<String> from, Set<String> targets) {
        sources = List.copyOf(from);
        for (String source : sources) {
            if (!mayBeReal(source)) {
                throw new BulwarkException(
                        "GRADIENT_UNCONNECTED",
                        "'%s' holds %s, which has no derivative"
                                .formatted(source, types.get(source)),
                        "ask for the gradient of a value of a floating-point type");
            }
        }
        follow(sources, targets);
        for (String source : sources) {
            if (targets.stream().noneMatch(active::contains) || !needed.contains(source)) {
                throw unconnected(source, String.join("', '", targets));
            }
        }
    }

    private void follow(List<String> from, Set<String> targets) {
        needed.addAll(targets);
        for (Node node : graph.nodes().reversed()) {
            if (node.outputs().stream().anyMatch(needed::contains)) {
                needed.addAll(readsOf(node));
            }
        }
        active.addAll(from);
        graph.nodes().forEach(this::spread);
    }

    private void spread(Node node) {
        if (node.outputs().stream().noneMatch(needed::contains)) {
            return;
        }
        for (String read : readsOf(node)) {
            Influence influence = Influence.of(node, read);
            if (!active.contains(read) || influence == Influence.SHAPE) {
                continue;
            }
            if (isLost(node, read)) {
                boolean passed = straightThrough.contains(node.operator());
                stops.add(
                        new Found(
                                node,
                                read,
                                passed
                                        ? GradientGraph.Stop.Kind.STRAIGHT_THROUGH
                                        : GradientGraph.Stop.Kind.ZERO));
                if (passed) {
                    active.add(node.outputs().getFirst());
                }
                continue;
            }
            if (isRandom(node)) {
                stops.add(new Found(node, read, GradientGraph.Stop.Kind.RANDOM));
            }
            for (String output : node.outputs()) {
                if (mayCarry(read, output) && !held.contains(output)) {
                    active.add(output);
                }
            }
        }
    }

    /** Whether the influence of {@code read} ends at the node by construction. */
    private boolean isLost(Node node, String read) {
        return Influence.of(node, read) == Influence.FLAT
                || node.outputs().stream().noneMatch(output -> mayCarry(read, output));
    }

    /** An integer carries a derivative only where one was passed straight through to it. */
    private boolean mayCarry(String read, String output) {
        return !output.isEmpty() && (mayBeReal(output) || !mayBeReal(read));
    }

    /** Whether it draws a mask of its own when it runs. */
    private boolean isRandom(Node node) {
        return node.operator().equals("Dropout")
                && !isZero(node, 2)
                && !(node.input(1).isPresent() && isZero(node, 1));
    }

    private boolean isZero(Node node, int input) {
        return node.input(input).isEmpty()
                || node.input(input).map(constants::get).filter(TensorValue::isZero).isPresent();
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
                && readsOf(node).stream().anyMatch(read -> carries(node, read));
    }

    private boolean carries(Node node, String read) {
        return active.contains(read)
                && Influence.of(node, read) != Influence.SHAPE
                && (!isLost(node, read) || straightThrough.contains(node.operator()));
    }

    /** Whether a derivative passes through the node to input {@code index}. */
    boolean carries(Node node, int index) {
        return active.contains(node.inputs().get(index))
                && (isStraightThrough(node)
                        ? index == 0
                        : Influence.of(node, index) == Influence.PASSES);
    }

    /** Whether the node rounds, and its rounding is to be overlooked. */
    boolean isStraightThrough(Node node) {
        return straightThrough.contains(node.operator())
                && node.input(0).isPresent()
                && isLost(node, node.input(0).get());
    }

    boolean isActive(String value) {
        return active.contains(value);
    }

    /** Where influence ends, and whose. */
    List<GradientGraph.Stop> stops() {
        if (stops.isEmpty() && adopted.isEmpty()) {
            return List.of();
        }
        Origins origins = new Origins(sources);
        for (Node node : graph.nodes()) {
            for (String read : readsOf(node)) {
                if (carries(node, read)) {
                    node.outputs().stream()
                            .filter(active::contains)
                            .forEach(output -> origins.flow(read, output));
                }
            }
        }
        List<GradientGraph.Stop> found = new ArrayList<>();
        for (Found stop : stops) {
            found.add(
                    new GradientGraph.Stop(
                            stop.node().describe(),
                            stop.node().operator(),
                            stop.value(),
                            stop.kind(),
                            origins.of(stop.value())));
        }
        for (GradientGraph.Stop stop : adopted) {
            List<String> concerns =
                    stop.concerns().stream()
                            .flatMap(value -> origins.of(value).stream())
                            .distinct()
                            .toList();
            found.add(
                    new GradientGraph.Stop(
                            stop.node(), stop.operator(), stop.value(), stop.kind(), concerns));
        }
        return List.copyOf(found);
    }

    BulwarkException noRule(Node node) {
        return new BulwarkException(
                "GRADIENT_NO_RULE",
                node.describe() + " has no gradient rule, and the derivative has to pass it",
                (LOOPS.contains(node.operator()) ? "export the model with the loop unrolled, " : "")
                        + "leave what lies before it constant, use a black-box attack, or add a"
                        + " GradientRule for "
                        + node.operator()
                        + ": one class");
    }

    BulwarkException unconnected(String source, String loss) {
        String ends =
                stops.stream()
                        .filter(stop -> stop.kind() == GradientGraph.Stop.Kind.ZERO)
                        .limit(3)
                        .map(stop -> stop.node().describe())
                        .collect(Collectors.joining(", "));
        String where = ends.isEmpty() ? "" : "; the flow ends at " + ends;
        return new BulwarkException(
                "GRADIENT_UNCONNECTED",
                "'%s' does not depend on '%s' through operators that have a derivative%s"
                        .formatted(loss, source, where),
                "ask for the gradient of a value behind that node, or use a black-box attack");
    }
}
