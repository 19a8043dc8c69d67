package dev.bulwark.onnx.gradient.convolution;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Windows that lie side by side without gap or overlap, as most pools have: what a window got goes
 * to its elements by repetition, which the engine does at the speed of memory.
 *
 * @param map the windows
 * @param whole whether they cover the input, the last element with the last window
 */
record Upsampling(Correlation map, boolean whole) {

    /** The windows of a pool, if they are such. */
    static Optional<Upsampling> of(Backward b, Correlation map) {
        Windows windows = map.windows();
        Node node = b.node();
        boolean fits =
                windows.strides().equals(windows.kernel())
                        && windows.dilations().stream().allMatch(d -> d == 1)
                        && Pads.areNone(node)
                        && node.intAttribute("ceil_mode", 0) == 0
                        // The engine repeats in single precision alone.
                        && b.elementType(b.input(0)) == ElementType.FLOAT;
        if (!fits) {
            return Optional.empty();
        }
        boolean whole = map.lengths() instanceof Lengths.Known(List<Long> lengths);
        for (int axis = 0; axis < windows.axes() && whole; axis++) {
            whole = known(map.lengths(), axis) % windows.kernel().get(axis) == 0;
        }
        return Optional.of(new Upsampling(map, whole));
    }

    private static long known(Lengths lengths, int axis) {
        return lengths instanceof Lengths.Known(List<Long> values) ? values.get(axis) : -1;
    }

    /** What lies in windows of {@code x}. */
    String covered(Backward b, String x) {
        if (whole) {
            return x;
        }
        long[] axes = new long[map.windows().axes()];
        for (int axis = 0; axis < axes.length; axis++) {
            axes[axis] = axis + 2L;
        }
        String kernel = new Lengths.Known(map.windows().kernel()).vector(b);
        String ends = b.emit("Mul", map.positions().vector(b), kernel);
        return b.emit("Slice", x, b.ints(new long[axes.length]), ends, b.ints(axes));
    }

    /** Each element of {@code y}, which has one for each window, at every place of its window. */
    String repeated(Backward b, String y) {
        int axes = map.windows().axes();
        float[] scales = new float[axes + 2];
        Arrays.fill(scales, 1);
        for (int axis = 0; axis < axes; axis++) {
            scales[axis + 2] = map.windows().kernel().get(axis);
        }
        String scale = b.constant(TensorValue.of(scales, scales.length));
        return b.emit(
                "Resize",
                List.of(y, "", scale),
                Map.of(
                        "mode", Attribute.of("nearest"),
                        "nearest_mode", Attribute.of("floor"),
                        "coordinate_transformation_mode", Attribute.of("asymmetric")));
    }

    /** {@code covered} with zeros for what lies in no window. */
    String uncovered(Backward b, String covered) {
        if (whole) {
            return covered;
        }
        String kernel = new Lengths.Known(map.windows().kernel()).vector(b);
        String reach = b.emit("Mul", map.positions().vector(b), kernel);
        String none = b.ints(new long[map.windows().axes()]);
        return Pads.around(b, covered, none, b.emit("Sub", map.lengths().vector(b), reach));
    }

    /**
     * One at the largest element of each window of {@code x}, at the first where several are equal,
     * and zero elsewhere, over what the windows cover. The elements that equal the maximum {@code
     * y} are numbered downwards within their window; the largest number is the first.
     */
    String winners(Backward b, String x, String y) {
        String ties = b.emit("Equal", covered(b, x), repeated(b, y));
        String numbers = b.emit("Mul", real(b, ties), countdown(b));
        Windows windows = map.windows();
        Map<String, Attribute> pool =
                Map.of(
                        "kernel_shape", new Attribute.OfInts(windows.kernel()),
                        "strides", new Attribute.OfInts(windows.strides()));
        String first = b.emit("MaxPool", List.of(numbers), pool);
        return real(b, b.emit("Equal", numbers, repeated(b, first)));
    }

    /** The numbers of the places of a window, from the largest down to 1, for every window. */
    private String countdown(Backward b) {
        Windows windows = map.windows();
        float[] values = new float[Math.toIntExact(windows.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = values.length - i;
        }
        long[] shape = new long[windows.axes() + 2];
        Arrays.fill(shape, 1);
        for (int axis = 0; axis < windows.axes(); axis++) {
            shape[axis + 2] = windows.kernel().get(axis);
        }
        String window = b.constant(TensorValue.of(values, shape));
        String times = b.joined(List.of(b.ints(1, 1), map.positions().vector(b)));
        return b.emit("Tile", window, times);
    }

    private static String real(Backward b, String condition) {
        long type = ElementType.FLOAT.code();
        return b.emit("Cast", List.of(condition), Map.of("to", Attribute.of(type)));
    }
}
