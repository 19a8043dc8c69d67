package dev.bulwark.onnx.gradient.perexample;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A value with the elements of one parameter in another order or shape, so that norms are the same.
 *
 * @param parameter the parameter
 * @param chain nodes from the parameter to the value
 */
record View(String parameter, List<Node> chain) {
    private static final Set<String> RESHAPING =
            Set.of("Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze");

    View {
        chain = List.copyOf(chain);
    }

    /** The value as a view of one of {@code parameters}, if it is one. */
    static Optional<View> of(String value, Set<String> parameters, Map<String, Node> producers) {
        List<Node> chain = new ArrayList<>();
        String at = value;
        while (!parameters.contains(at)) {
            Node node = producers.get(at);
            if (node == null || !isView(node)) {
                return Optional.empty();
            }
            chain.addFirst(node);
            at = node.inputs().getFirst();
        }
        return Optional.of(new View(at, chain));
    }

    /** Whether a node leaves all elements what they are. */
    static boolean isView(Node node) {
        return RESHAPING.contains(node.operator()) || node.operator().equals("Transpose");
    }

    /** Whether the elements are in the parameter's own order. */
    boolean keepsOrder() {
        return chain.stream().noneMatch(node -> node.operator().equals("Transpose"));
    }

    /** Whether it is the parameter, a matrix, transposed an odd number of times. */
    boolean transposesMatrix(Function<String, List<Long>> sizes) {
        long transposed = 0;
        for (Node node : chain) {
            boolean transposes = node.operator().equals("Transpose");
            boolean matrix = sizes.apply(node.inputs().getFirst()).size() == 2;
            if (!matrix || !(transposes || node.operator().equals("Identity"))) {
                return false;
            }
            transposed += transposes && !order(node, 2).equals(List.of(0L, 1L)) ? 1 : 0;
        }
        return transposed % 2 == 1;
    }

    /** Shares of the value in the order of the parameter. */
    Share.Dense back(Pen pen, Share.Dense share, Function<String, List<Long>> sizes) {
        String value = share.value();
        for (Node node : chain.reversed()) {
            if (node.operator().equals("Transpose")) {
                List<Long> from = sizes.apply(node.inputs().getFirst());
                List<Long> order = order(node, from.size());
                long[] shape = new long[from.size() + 1];
                long[] inverse = new long[from.size() + 1];
                for (int axis = 0; axis < order.size(); axis++) {
                    shape[axis + 1] = from.get(order.get(axis).intValue());
                    inverse[order.get(axis).intValue() + 1] = axis + 1L;
                }
                String shaped = pen.emit("Reshape", value, pen.ints(shape));
                value =
                        pen.emit(
                                "Reshape",
                                pen.transposed(shaped, inverse),
                                pen.ints(0, share.elements()));
            }
        }
        return new Share.Dense(value, share.elements());
    }

    private static List<Long> order(Node node, int rank) {
        if (node.attributes().get("perm") instanceof Attribute.OfInts(List<Long> order)) {
            return order;
        }
        List<Long> reversed = new ArrayList<>();
        for (long axis = rank - 1L; axis >= 0; axis--) {
            reversed.add(axis);
        }
        return reversed;
    }
}
