package dev.bulwark.onnx.gradient.perexample.axis;

import dev.bulwark.onnx.graph.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Values computed from lengths, and the operands that are lengths. */
final class Lengthwise {
    /** Which operands say how long something is to be, and not what is in it. */
    private static final Map<String, Set<Integer>> LENGTHS =
            Map.of(
                    "Reshape", Set.of(1),
                    "Expand", Set.of(1),
                    "Tile", Set.of(1),
                    "ConstantOfShape", Set.of(0),
                    "Slice", Set.of(1, 2, 3, 4),
                    "Pad", Set.of(1),
                    "Resize", Set.of(1, 2, 3),
                    "Split", Set.of(1),
                    "OneHot", Set.of(1));

    private Lengthwise() {}

    static boolean isShape(Node node) {
        return node.domain().isEmpty()
                && (node.opType().equals("Shape") || node.opType().equals("Size"));
    }

    static boolean isLength(Node node, int input) {
        return node.domain().isEmpty()
                && LENGTHS.getOrDefault(node.opType(), Set.of()).contains(input);
    }

    /** A node that reads lengths and nothing of the examples. */
    static Examples fromLengths(AxisNode reading, int output) {
        Node node = reading.node();
        boolean onlyAsLengths = true;
        for (int i = 0; i < reading.inputs(); i++) {
            onlyAsLengths &= !(reading.in(i) instanceof Examples.Lengths) || isLength(node, i);
        }
        if (!onlyAsLengths
                || !Set.of("Expand", "Tile", "ConstantOfShape").contains(node.opType())) {
            return new Examples.Lengths();
        }
        Optional<List<Extent>> extents = reading.outputExtents(output);
        return extents.isEmpty() ? reading.unknownShape() : copies(reading, extents.get());
    }

    /** Every example gets its own copy of something that does not depend on it. */
    private static Examples copies(AxisNode reading, List<Extent> extents) {
        Examples found = new Examples.None();
        for (int axis = 0; axis < extents.size(); axis++) {
            if (extents.get(axis) instanceof Extent.Unknown) {
                return reading.unknownShape();
            }
            if (extents.get(axis) instanceof Extent.Multiple(long factor)) {
                found =
                        factor == 1 && found instanceof Examples.None
                                ? Examples.along(axis)
                                : reading.mixed("repeats over several axes of examples");
            }
        }
        return found;
    }
}
