package dev.bulwark.onnx.gradient;

import dev.bulwark.onnx.graph.Dimension;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** What broadcasting did, told from declared shapes (ONNX, "Multidirectional broadcasting"). */
final class Broadcasts {
    private Broadcasts() {}

    /**
     * Axes of {@code wide} along which {@code narrow} was repeated, in order.
     *
     * @return empty where the shapes do not tell
     */
    static Optional<long[]> repeatedAxes(List<Dimension> wide, List<Dimension> narrow) {
        int leading = wide.size() - narrow.size();
        if (leading < 0) {
            return Optional.empty();
        }
        LongStream.Builder axes = LongStream.builder();
        for (int axis = 0; axis < wide.size(); axis++) {
            if (axis < leading) {
                axes.add(axis);
                continue;
            }
            Dimension from = wide.get(axis);
            Dimension to = narrow.get(axis - leading);
            boolean same = from.equals(to) && !(from instanceof Dimension.Unknown);
            if (to.is(1) && !same) {
                axes.add(axis);
            } else if (!same && !(to instanceof Dimension.Fixed)) {
                return Optional.empty();
            }
        }
        return Optional.of(axes.build().toArray());
    }
}
