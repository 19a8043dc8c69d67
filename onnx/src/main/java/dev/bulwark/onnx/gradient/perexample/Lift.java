package dev.bulwark.onnx.gradient.perexample;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;

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
    private final Function<String, Optional<TensorValue>> constants;

    Lift(
            Pen pen,
            Set<String> parameters,
            Map<String, Node> producers,
            Set<String> ofParameters,
            Function<String, List<Long>> sizes,
            Function<String, Optional<TensorValue>> constants) {
        this.pen = pen;
        this.parameters = parameters;
        this.producers = producers;
        this.ofParameters = ofParameters;
        this.sizes = sizes;
        this.constants = constants;
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
        } else if (node.operator().equals("Slice")) {
            back(node.inputs().getFirst(), padded(node, share), depth + 1, found);
        } else {
            throw computed(value);
        }
    }

    /** What a slice left out has no share. */
    private Share.Dense padded(Node node, Share.Dense share) {
        List<Long> whole = sizes.apply(node.inputs().getFirst());
        List<Long> part = sizes.apply(node.outputs().getFirst());
        long[] starts = numbers(node, 1);
        long[] axes = node.input(3).isPresent() ? numbers(node, 3) : upTo(starts.length);
        long[] steps = node.input(4).isPresent() ? numbers(node, 4) : new long[0];
        if (Arrays.stream(steps).anyMatch(step -> step != 1)) {
            throw computed(node.outputs().getFirst());
        }
        int rank = whole.size();
        long[] pads = new long[2 * (rank + 1)];
        for (int i = 0; i < starts.length; i++) {
            int axis = (int) (axes[i] < 0 ? axes[i] + rank : axes[i]);
            long size = whole.get(axis);
            long start = Math.clamp(starts[i] < 0 ? starts[i] + size : starts[i], 0, size);
            pads[axis + 1] = start;
            pads[rank + 2 + axis] = size - start - part.get(axis);
        }
        long[] shape = new long[rank + 1];
        for (int axis = 0; axis < rank; axis++) {
            shape[axis + 1] = part.get(axis);
        }
        String shaped = pen.emit("Reshape", share.value(), pen.ints(shape));
        String wide = pen.emit("Pad", shaped, pen.ints(pads), pen.scalar(0));
        long elements = TensorValue.elementCount(whole);
        return new Share.Dense(pen.emit("Reshape", wide, pen.ints(0, elements)), elements);
    }

    private static long[] upTo(int count) {
        return LongStream.range(0, count).toArray();
    }

    private long[] numbers(Node node, int input) {
        return node.input(input)
                .flatMap(constants)
                .filter(value -> value.elementType() == ElementType.INT64)
                .map(TensorValue::longs)
                .orElseThrow(() -> computed(node.outputs().getFirst()));
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
