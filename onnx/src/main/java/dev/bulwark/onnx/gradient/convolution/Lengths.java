package dev.bulwark.onnx.gradient.convolution;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Lengths of the axes behind the channel: known when the graph is written, or an INT64 vector that
 * the graph computes.
 */
sealed interface Lengths {

    /** Known now. */
    record Known(List<Long> values) implements Lengths {
        public Known {
            values = List.copyOf(values);
        }
    }

    /** Known at run time, by the name of an INT64 vector. */
    record AtRunTime(String vector) implements Lengths {}

    /** The lengths of the axes of {@code value} behind its first two. */
    static Lengths of(Backward b, String value) {
        if (b.shape(value) instanceof Shape.Ranked(List<Dimension> dimensions)
                && dimensions.size() > 2) {
            Optional<List<Long>> known = fixed(dimensions.subList(2, dimensions.size()));
            if (known.isPresent()) {
                return new Known(known.get());
            }
        }
        return new AtRunTime(b.tail(b.shapeOf(value), 2));
    }

    private static Optional<List<Long>> fixed(List<Dimension> dimensions) {
        return new Shape.Ranked(dimensions).fixed();
    }

    /** The lengths as an INT64 vector of the graph. */
    default String vector(Backward b) {
        return switch (this) {
            case Known(List<Long> values) ->
                    b.ints(values.stream().mapToLong(Long::longValue).toArray());
            case AtRunTime(String vector) -> vector;
        };
    }
}
