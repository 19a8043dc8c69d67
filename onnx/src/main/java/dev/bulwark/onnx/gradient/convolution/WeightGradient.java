package dev.bulwark.onnx.gradient.convolution;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The adjoint of a {@link Correlation} in its weight: {@code dw[o, c, k] = sum over n, p of g[n, o,
 * p] x[n, c, p stride + k dilation − begin]}.
 *
 * <p>For each {@code k} that is a matrix product over all examples and positions. With the channel
 * moved to the end, its operand is a slice that the engine copies in runs of whole channels; on
 * many channels that is two to three times as fast as a convolution whose batch is the channel,
 * which serves the rest. With many positions to a channel there is a product for each example.
 *
 * @param map the convolution
 * @param channels of {@code x} in one group, an INT64 vector of one element
 * @param known the same, where it is known now
 */
record WeightGradient(Correlation map, String channels, OptionalLong known) {
    /** From as many channels on products win; measured with 1 to 64 channels. */
    private static final long CHANNELS_FOR_PRODUCTS = 8;

    /**
     * From as many positions for each channel on there is a product for each example. It needs no
     * transposed gradient and is shared among threads; what it costs is the sum of its results.
     */
    private static final long POSITIONS_PER_CHANNEL = 4;

    /** Larger kernels would make the graph long: three nodes for each element. */
    private static final long MOST_PRODUCTS = 64;

    String of(Backward b, String x, String g) {
        long elements = map.windows().elements();
        if (elements <= MOST_PRODUCTS) {
            boolean wide = known.isPresent() && known.getAsLong() >= CHANNELS_FOR_PRODUCTS;
            if (map.groups() == 1 && (wide || elements == 1)) {
                return isLong(b) ? productsByExample(b, x, g) : products(b, x, g);
            }
            if (map.groups() == 1 && isLong(b)) {
                return productByExample(b, x, g);
            }
            boolean each = known.isPresent() && known.getAsLong() == 1 && map.groups() > 1;
            if (each && Kernels.isDepthwise(b, map.groups())) {
                return sums(b, x, g);
            }
        }
        return convolution(b, x, g);
    }

    /** One product {@code [o, n p] [n p, c]} for each element of the kernel. */
    private String products(Backward b, String x, String g) {
        String rows =
                b.emit(
                        "Reshape",
                        b.emit("Transpose", List.of(g), swapped()),
                        b.joined(List.of(outputs(b), b.ints(-1))));
        List<String> parts = new ArrayList<>();
        for (String slice : slices(b, x)) {
            String matrix = b.emit("Reshape", slice, b.joined(List.of(b.ints(-1), channels)));
            parts.add(b.emit("MatMul", rows, matrix));
        }
        return elementLast(b, joined(b, parts, 1));
    }

    /** Whether every example has so many positions that their sum is what a product costs. */
    private boolean isLong(Backward b) {
        OptionalLong outputs = Kernels.known(b, 0);
        if (map.positions() instanceof Lengths.Known(List<Long> lengths)
                && known.isPresent()
                && outputs.isPresent()) {
            long positions = lengths.stream().reduce(1L, Math::multiplyExact);
            long wider = Math.max(outputs.getAsLong(), known.getAsLong());
            return positions / POSITIONS_PER_CHANNEL >= wider;
        }
        return false;
    }

    /** A product {@code [o, p] [p, c]} for each example and element of the kernel, then the sum. */
    private String productsByExample(Backward b, String x, String g) {
        String rows = b.emit("Reshape", g, b.ints(0, 0, -1));
        List<String> parts = new ArrayList<>();
        for (String slice : slices(b, x)) {
            String matrix =
                    b.emit("Reshape", slice, b.joined(List.of(b.ints(0), b.ints(-1), channels)));
            parts.add(b.emit("MatMul", rows, matrix));
        }
        return elementLast(b, sumOverExamples(b, joined(b, parts, 2)));
    }

    /** The same for few channels, where joining what each element met costs less than products. */
    private String productByExample(Backward b, String x, String g) {
        String rows = b.emit("Reshape", g, b.ints(0, 0, -1));
        String met = joined(b, slices(b, x), axes() + 1L);
        String matrix =
                b.emit(
                        "Reshape",
                        met,
                        b.joined(
                                List.of(
                                        b.ints(0, -1),
                                        b.emit(
                                                "Mul",
                                                channels,
                                                b.ints(map.windows().elements())))));
        return elementLast(b, sumOverExamples(b, b.emit("MatMul", rows, matrix)));
    }

    private static String sumOverExamples(Backward b, String value) {
        return b.emit("ReduceSum", List.of(value, b.ints(0)), Map.of("keepdims", Attribute.of(0L)));
    }

    private static String joined(Backward b, List<String> parts, long axis) {
        return parts.size() == 1
                ? parts.getFirst()
                : b.emit("Concat", parts, Map.of("axis", Attribute.of(axis)));
    }

    /** {@code [o, k c]} as a weight. */
    private String elementLast(Backward b, String rows) {
        String split =
                b.emit(
                        "Reshape",
                        rows,
                        b.joined(List.of(b.ints(0), b.ints(map.windows().elements()), channels)));
        return b.emit(
                "Reshape",
                b.emit("Transpose", List.of(split), Map.of("perm", Attribute.ints(0, 2, 1))),
                b.shapeOf(b.input(1)));
    }

    /** Where every channel has a kernel of its own: a sum of products for each element of it. */
    private String sums(Backward b, String x, String g) {
        String last = b.emit("Transpose", List.of(g), channelLast());
        long[] axes = new long[axes() + 1];
        for (int axis = 0; axis < axes.length; axis++) {
            axes[axis] = axis;
        }
        List<String> parts = new ArrayList<>();
        for (String slice : slices(b, x)) {
            String sum =
                    b.emit(
                            "ReduceSum",
                            List.of(b.emit("Mul", slice, last), b.ints(axes)),
                            Map.of("keepdims", Attribute.of(0L)));
            parts.add(b.emit("Unsqueeze", sum, b.ints(1)));
        }
        return b.emit("Reshape", joined(b, parts, 1), b.shapeOf(b.input(1)));
    }

    /** Number of rows of the weight, an INT64 vector of one element. */
    private static String outputs(Backward b) {
        return Kernels.length(b, 0);
    }

    /** For each element of the kernel what it met, the channel last: {@code [n, p, c]}. */
    private List<String> slices(Backward b, String x) {
        Windows windows = map.windows();
        String none = b.ints(0);
        String pads =
                b.joined(List.of(none, map.begins().vector(b), none, none, map.behind(b), none));
        String image = b.emit("Pad", b.emit("Transpose", List.of(x), channelLast()), pads);
        long[] axes = new long[axes()];
        for (int axis = 0; axis < axes.length; axis++) {
            axes[axis] = axis + 1L;
        }
        String steps = new Lengths.Known(windows.strides()).vector(b);
        List<String> slices = new ArrayList<>();
        List<Long> at = new ArrayList<>(Collections.nCopies(axes(), 0L));
        for (long element = 0; element < windows.elements(); element++) {
            slices.add(b.emit("Slice", image, starts(b, at), ends(b, at), b.ints(axes), steps));
            for (int axis = axes() - 1; axis >= 0; axis--) {
                at.set(axis, (at.get(axis) + 1) % windows.kernel().get(axis));
                if (at.get(axis) != 0) {
                    break;
                }
            }
        }
        return slices;
    }

    private String starts(Backward b, List<Long> at) {
        long[] starts = new long[axes()];
        for (int axis = 0; axis < starts.length; axis++) {
            starts[axis] = at.get(axis) * map.windows().dilations().get(axis);
        }
        return b.ints(starts);
    }

    /** Counted from the end of the padded image, which is where the last window ends. */
    private String ends(Backward b, List<Long> at) {
        long[] ends = new long[axes()];
        for (int axis = 0; axis < ends.length; axis++) {
            long left =
                    (map.windows().kernel().get(axis) - 1 - at.get(axis))
                            * map.windows().dilations().get(axis);
            ends[axis] = left == 0 ? Long.MAX_VALUE : -left;
        }
        return b.ints(ends);
    }

    /** A convolution whose batch is the channels and whose channels are the batch. */
    private String convolution(Backward b, String x, String g) {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        attributes.put("strides", new Attribute.OfInts(map.windows().dilations()));
        attributes.put("dilations", new Attribute.OfInts(map.windows().strides()));
        attributes.put("group", Attribute.of(map.groups()));
        String image = batchBehindChannels(b, map.reach(b, x, attributes));
        String kernel = b.emit("Transpose", List.of(g), swapped());
        String sum = b.emit("Conv", List.of(image, kernel), attributes);
        return b.emit("Transpose", List.of(sum), swapped());
    }

    /** {@code [n, g c, ...]} as {@code [c, g n, ...]}. */
    private String batchBehindChannels(Backward b, String x) {
        if (map.groups() == 1) {
            return b.emit("Transpose", List.of(x), swapped());
        }
        String behind = b.tail(b.emit("Shape", x), 2);
        String split = b.joined(List.of(b.ints(0, map.groups()), channels, b.ints(-1)));
        String turned =
                b.emit(
                        "Transpose",
                        List.of(b.emit("Reshape", x, split)),
                        Map.of("perm", Attribute.ints(2, 1, 0, 3)));
        return b.emit("Reshape", turned, b.joined(List.of(channels, b.ints(-1), behind)));
    }

    private int axes() {
        return map.windows().axes();
    }

    /** The order in which the first two axes change about. */
    private Map<String, Attribute> swapped() {
        long[] order = new long[axes() + 2];
        order[0] = 1;
        for (int axis = 2; axis < order.length; axis++) {
            order[axis] = axis;
        }
        return Map.of("perm", Attribute.ints(order));
    }

    /** The order in which the channel goes to the end. */
    private Map<String, Attribute> channelLast() {
        long[] order = new long[axes() + 2];
        for (int axis = 1; axis <= axes(); axis++) {
            order[axis] = axis + 1L;
        }
        order[axes() + 1] = 1;
        return Map.of("perm", Attribute.ints(order));
    }
}
