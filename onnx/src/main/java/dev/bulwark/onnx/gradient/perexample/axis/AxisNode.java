package dev.bulwark.onnx.gradient.perexample.axis;

import dev.bulwark.onnx.graph.Node;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** What is known of a node when its outputs' examples are to be found. */
final class AxisNode {
    private final Node node;
    private final Probes probes;
    private final ExampleAxes axes;

    AxisNode(Node node, Probes probes, ExampleAxes axes) {
        this.node = node;
        this.probes = probes;
        this.axes = axes;
    }

    Node node() {
        return node;
    }

    int inputs() {
        return node.inputs().size();
    }

    boolean has(int input) {
        return node.input(input).isPresent();
    }

    /** Examples of an input; none where it is left out. */
    Examples in(int input) {
        return node.input(input).map(axes::of).orElseGet(Examples.None::new);
    }

    /** Indices of the inputs that have examples. */
    List<Integer> withExamples() {
        return IntStream.range(0, inputs())
                .filter(i -> in(i) instanceof Examples.Along)
                .boxed()
                .toList();
    }

    OptionalInt rank(int input) {
        return node.input(input).map(probes::rank).orElseGet(OptionalInt::empty);
    }

    Optional<List<Extent>> extents(int input) {
        return node.input(input).flatMap(probes::extents);
    }

    Optional<List<Extent>> outputExtents(int output) {
        return node.output(output).flatMap(probes::extents);
    }

    Optional<long[]> integers(int input) {
        return node.input(input).flatMap(probes::integers);
    }

    /** An axis attribute, counted from the outermost. */
    OptionalInt axis(long absent, int input) {
        OptionalInt rank = rank(input);
        long axis = node.intAttribute("axis", absent);
        return rank.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of((int) (axis < 0 ? axis + rank.getAsInt() : axis));
    }

    Examples.Mixed mixed(String why) {
        return new Examples.Mixed(node.describe() + " " + why);
    }

    Examples.Mixed overTheExamples() {
        return mixed("computes over the axis of the examples, so that it mixes them");
    }

    Examples.Mixed unknownShape() {
        return mixed(
                "cannot be followed, for the shapes it reads are not known; declare them in"
                        + " value_info");
    }
}
