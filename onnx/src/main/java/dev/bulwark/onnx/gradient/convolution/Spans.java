package dev.bulwark.onnx.gradient.convolution;

import dev.bulwark.onnx.gradient.Backward;
import java.util.ArrayList;
import java.util.List;

/** From the first element of the first window to the last of the last, against a tensor's ends. */
final class Spans {
    private Spans() {}

    /**
     * What {@code SAME} padding adds: as many elements as windows at every stride need beyond those
     * there are, at least none.
     */
    static Lengths missing(Backward b, Windows windows, Lengths lengths) {
        if (windows.strides().stream().allMatch(stride -> stride == 1)) {
            List<Long> totals = new ArrayList<>();
            for (int axis = 0; axis < windows.axes(); axis++) {
                totals.add(windows.extent(axis) - 1);
            }
            return new Lengths.Known(totals);
        }
        return switch (lengths) {
            case Lengths.Known(List<Long> values) -> {
                List<Long> totals = new ArrayList<>();
                for (int axis = 0; axis < windows.axes(); axis++) {
                    long positions = Math.ceilDiv(values.get(axis), windows.strides().get(axis));
                    totals.add(Math.max(windows.span(axis, positions) - values.get(axis), 0));
                }
                yield new Lengths.Known(totals);
            }
            case Lengths.AtRunTime(String vector) -> {
                String strides = new Lengths.Known(windows.strides()).vector(b);
                // ceil(n / s) - 1 = floor((n - 1) / s) for n >= 1.
                String steps = b.emit("Div", b.emit("Sub", vector, b.ints(1)), strides);
                String span = span(b, windows, steps);
                yield new Lengths.AtRunTime(b.emit("Max", b.emit("Sub", span, vector), b.ints(0)));
            }
        };
    }

    /** What a transposed convolution makes beyond a shape that was asked for, at least none. */
    static Lengths beyond(
            Backward b, Windows windows, Lengths positions, List<Long> more, List<Long> wanted) {
        return switch (positions) {
            case Lengths.Known(List<Long> values) -> {
                List<Long> totals = new ArrayList<>();
                for (int axis = 0; axis < windows.axes(); axis++) {
                    long span = windows.span(axis, values.get(axis));
                    totals.add(Math.max(span + more.get(axis) - wanted.get(axis), 0));
                }
                yield new Lengths.Known(totals);
            }
            case Lengths.AtRunTime(String vector) -> {
                String span = span(b, windows, b.emit("Sub", vector, b.ints(1)));
                String made = b.emit("Add", span, new Lengths.Known(more).vector(b));
                String rest = b.emit("Sub", made, new Lengths.Known(wanted).vector(b));
                yield new Lengths.AtRunTime(b.emit("Max", rest, b.ints(0)));
            }
        };
    }

    /** {@code steps stride + extent}, an INT64 vector. */
    static String span(Backward b, Windows windows, String steps) {
        long[] extents = new long[windows.axes()];
        for (int axis = 0; axis < extents.length; axis++) {
            extents[axis] = windows.extent(axis);
        }
        String strides = new Lengths.Known(windows.strides()).vector(b);
        return b.emit("Add", b.emit("Mul", steps, strides), b.ints(extents));
    }
}
