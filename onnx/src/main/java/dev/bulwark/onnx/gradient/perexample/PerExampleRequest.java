package dev.bulwark.onnx.gradient.perexample;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is wanted of each example's gradient.
 *
 * @param losses value of the graph, shape {@code [n]}: the loss of each example, as {@code
 *     Losses.Reduction.NONE} gives it
 * @param groups parameters whose gradients are measured and clipped together; one group for the
 *     clipping of the whole gradient, one a layer for clipping layer by layer
 * @param weighting what the examples count in the sums
 * @param shared inputs of the graph that all examples share, besides the parameters; along axis 0
 *     of all others, scalars apart, lie the examples
 */
public record PerExampleRequest(
        String losses, List<Group> groups, Weighting weighting, Set<String> shared) {
    public PerExampleRequest {
        groups = List.copyOf(groups);
        shared = Set.copyOf(shared);
        Set<String> seen = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (Group group : groups) {
            if (!names.add(group.name())) {
                throw new IllegalArgumentException("two groups are called " + group.name());
            }
            for (String parameter : group.parameters()) {
                if (!seen.add(parameter)) {
                    throw new IllegalArgumentException(
                            "parameter '" + parameter + "' is named twice");
                }
            }
        }
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("there must be a group of parameters");
        }
    }

    /**
     * Parameters clipped together.
     *
     * @param name part of the names of outputs
     * @param parameters initializers or inputs of the graph, of a real type and a fixed shape
     */
    public record Group(String name, List<String> parameters) {
        public Group {
            parameters = List.copyOf(parameters);
            if (name.isEmpty() || parameters.isEmpty()) {
                throw new IllegalArgumentException("a group has a name and a parameter");
            }
        }
    }

    /** All parameters clipped together. */
    public static PerExampleRequest jointly(
            String losses, List<String> parameters, Weighting weighting) {
        return new PerExampleRequest(
                losses, List.of(new Group("all", parameters)), weighting, Set.of());
    }

    /** Each parameter clipped by itself. */
    public static PerExampleRequest each(
            String losses, List<String> parameters, Weighting weighting) {
        return new PerExampleRequest(
                losses,
                parameters.stream().map(name -> new Group(name, List.of(name))).toList(),
                weighting,
                Set.of());
    }

    /** The same with inputs that all examples share. */
    public PerExampleRequest sharing(Set<String> inputs) {
        return new PerExampleRequest(losses, groups, weighting, inputs);
    }

    /** Every parameter, in order. */
    public List<String> parameters() {
        List<String> all = new ArrayList<>();
        groups.forEach(group -> all.addAll(group.parameters()));
        return all;
    }
}
