package dev.bulwark.onnx.gradient.perexample;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Takes shares of a value that was put together from several parameters back to each of them: where
 * the weights of two directions are concatenated, for one.
 */
final class Lift {
    /** Deeper chains between a parameter and its use are not followed. */
    private static final int DEEPEST = 64;

    /** A parameter's own shares. */
    record Lifted(String parameter, Share.Dense share) {}

    private final Pen pen;
    private final Set<String> parameters;
    private final Map<String, Node> producers;
    private final Set<String> ofParameters;
    private final Function<String, List<Long>> sizes;

    Lift(
            Pen pen,
            Set<String> parameters,
            Map<String, Node> producers,
            Set<String> ofParameters,
            Function<String, List<Long>> sizes) {
        this.pen = pen;
        this.parameters = parameters;
        this.producers = producers;
        this.ofParameters = ofParameters;
        this.sizes = sizes;
    }

    List<Lifted> of(String value, Share.Dense share) {
        List<Lifted> found = new ArrayList<>();
        back(value, share, 0, found);
        return found;
    }

    private void back(String value, Share.Dense share, int depth, List<Lifted> found) {
        if (parameters.contains(value)) {
            found.add(new Lifted(value, share));
            return;
        }
        if (!ofParameters.contains(value)) {
            return;
        }
        Node node = producers.get(value);
        if (node == null || depth > DEEPEST) {
            throw computed(value);
        }
        if (View.isView(node)) {
            View one = new View(node.inputs().getFirst(), List.of(node));
            back(one.parameter(), one.back(pen, share, sizes), depth + 1, found);
        } else if (node.operator().equals("Concat")) {
            apart(node, share, depth, found);
        } else {
            throw computed(value);
        }
    }

    private void apart(Node node, Share.Dense share, int depth, List<Lifted> found) {
        List<Long> whole = sizes.apply(node.outputs().getFirst());
        long axis = node.intAttribute("axis", 0);
        int at = (int) (axis < 0 ? axis + whole.size() : axis);
        long[] shape = new long[whole.size() + 1];
        for (int i = 0; i < whole.size(); i++) {
            shape[i + 1] = whole.get(i);
        }
        String shaped = pen.emit("Reshape", share.value(), pen.ints(shape));
        long from = 0;
        for (String input : node.inputs()) {
            long length = sizes.apply(input).get(at);
            long elements = share.elements() / whole.get(at) * length;
            String own =
                    pen.emit(
                            "Slice",
                            shaped,
                            pen.ints(from),
                            pen.ints(from + length),
                            pen.ints(at + 1L));
            String flat = pen.emit("Reshape", own, pen.ints(0, elements));
            back(input, new Share.Dense(flat, elements), depth + 1, found);
            from += length;
        }
    }

    private static BulwarkException computed(String value) {
        return new BulwarkException(
                "GRADIENT_UNSUPPORTED",
                "'"
                        + value
                        + "' meets the examples and is computed from parameters in a way that"
                        + " changes norms",
                "make it a parameter of its own, or leave its parameters out");
    }
}
