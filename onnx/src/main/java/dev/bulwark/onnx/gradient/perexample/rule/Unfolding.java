package dev.bulwark.onnx.gradient.perexample.rule;

import dev.bulwark.onnx.gradient.perexample.Pen;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Windows of a tensor laid side by side, so that a convolution is a matrix product (Chellapilla et
 * al. 2006, "unrolling"). No length need be known: all slices reach equally far from both ends.
 *
 * @param kernel lengths of the windows, behind the channel
 * @param strides from one window to the next
 * @param dilations from one element of a window to the next
 * @param before zeros before the tensor
 * @param behind zeros behind it
 */
record Unfolding(
        List<Long> kernel,
        List<Long> strides,
        List<Long> dilations,
        List<Long> before,
        List<Long> behind) {
    Unfolding {
        kernel = List.copyOf(kernel);
        strides = List.copyOf(strides);
        dilations = List.copyOf(dilations);
        before = List.copyOf(before);
        behind = List.copyOf(behind);
    }

    /** Strides, or another setting with one number an axis, 1 where it is not set. */
    static List<Long> setting(Node node, String name, int axes, long absent) {
        return node.intsAttribute(name).orElse(Collections.nCopies(axes, absent));
    }

    /** How far the elements of a window lie apart, the first and the last, plus one. */
    static long reach(long kernel, long dilation) {
        return (kernel - 1) * dilation + 1;
    }

    /**
     * {@code [n, c, lengths]} as {@code [n, c, kernel, places]}, the axes of either one behind the
     * other.
     */
    String of(Pen pen, String value) {
        String windows = padded(pen, value);
        for (int axis = 0; axis < kernel.size(); axis++) {
            windows = alongAxis(pen, windows, axis);
        }
        return windows;
    }

    private String padded(Pen pen, String value) {
        int axes = kernel.size();
        long[] pads = new long[2 * (axes + 2)];
        boolean any = false;
        for (int axis = 0; axis < axes; axis++) {
            pads[axis + 2] = before.get(axis);
            pads[axes + 4 + axis] = behind.get(axis);
            any |= before.get(axis) != 0 || behind.get(axis) != 0;
        }
        return any ? pen.emit("Pad", value, pen.ints(pads), pen.scalar(0)) : value;
    }

    private String alongAxis(Pen pen, String value, int index) {
        long axis = 2 + 2L * index;
        long reach = reach(kernel.get(index), dilations.get(index));
        List<String> slices = new ArrayList<>();
        for (long k = 0; k < kernel.get(index); k++) {
            long start = k * dilations.get(index);
            long left = reach - 1 - start;
            boolean whole = reach == 1 && strides.get(index) == 1;
            String slice =
                    whole
                            ? value
                            : pen.emit(
                                    "Slice",
                                    value,
                                    pen.ints(start),
                                    pen.ints(left == 0 ? Long.MAX_VALUE : -left),
                                    pen.ints(axis),
                                    pen.ints(strides.get(index)));
            slices.add(pen.emit("Unsqueeze", slice, pen.ints(2 + index)));
        }
        return slices.size() == 1
                ? slices.getFirst()
                : pen.emit("Concat", slices, Map.of("axis", Attribute.of(2L + index)));
    }
}
