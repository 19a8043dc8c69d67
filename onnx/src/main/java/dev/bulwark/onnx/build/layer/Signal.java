package dev.bulwark.onnx.build.layer;

import dev.bulwark.kernel.BulwarkException;
import java.util.List;

/**
 * A value on its way through a network.
 *
 * @param value its name in the graph, FLOAT {@code [batch, …shape]}
 * @param shape lengths behind the batch: {@code [width]} for rows, {@code [channels, height,
 *     width]} for pictures, {@code [tokens, width]} for sequences; each {@code >= 1}
 */
public record Signal(String value, List<Integer> shape) {
    public Signal {
        shape = List.copyOf(shape);
        if (shape.isEmpty() || shape.stream().anyMatch(length -> length < 1)) {
            throw new BulwarkException(
                    "MODEL_ARCHITECTURE",
                    "a layer would make values of shape " + shape,
                    "use fewer or smaller strides and pools under model.build, or larger pictures");
        }
    }

    /** Another value of another shape. */
    static Signal of(String value, int... lengths) {
        return new Signal(value, java.util.Arrays.stream(lengths).boxed().toList());
    }

    /** Another value of the same shape. */
    Signal with(String newValue) {
        return new Signal(newValue, shape);
    }

    /** Elements of one example. */
    public int size() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    /** The length of axis {@code index}, of a value that has {@code rank} axes behind the batch. */
    int length(int index, int rank) {
        if (shape.size() != rank) {
            throw new BulwarkException(
                    "MODEL_ARCHITECTURE",
                    "a layer takes values with %d axes behind the batch, but was given %s"
                            .formatted(rank, shape),
                    "choose an architecture under model.build that fits the data");
        }
        return shape.get(index);
    }
}
