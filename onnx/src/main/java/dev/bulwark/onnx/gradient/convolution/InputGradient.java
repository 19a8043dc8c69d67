package dev.bulwark.onnx.gradient.convolution;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The adjoint of a {@link Correlation} in its input, at stride 1 as a convolution with the kernel
 * turned round (Dumoulin and Visin 2016, section 4.2): {@code dx[n, c, p] = sum over o, k of w[o,
 * c, k] g[n, o, p + begin − k dilation]}. The engine's convolution is faster than its transposed
 * one, most where the weight is constant, as in an attack.
 *
 * @param map the convolution
 * @param ends how many zeros there are behind {@code x}, where the node says so
 * @param channels of {@code x} in one group, an INT64 vector of one element
 * @param known the same, where it is known now
 */
record InputGradient(
        Correlation map, Optional<List<Long>> ends, String channels, OptionalLong known) {
    /** Below, the engine's convolution has too little to do at once; measured with 1 and 16. */
    private static final long FEWEST_CHANNELS = 8;

    /** Up to which kernel a convolution wins where the weight changes between runs: 3 × 3. */
    private static final long LARGEST_CHANGING_KERNEL = 9;

    String of(Backward b, String g) {
        String w = b.input(1);
        return pads(b, b.constantValue(w).isPresent())
                .map(pads -> turned(b, g, w, pads))
                .orElseGet(() -> map.scattered(b, g, w));
    }

    /** Pads of the turned convolution, where it can be done and is faster. */
    private Optional<Attribute> pads(Backward b, boolean constant) {
        Windows windows = map.windows();
        boolean fast =
                Kernels.isDepthwise(b, map.groups())
                        || (known.isPresent()
                                && known.getAsLong() >= FEWEST_CHANNELS
                                && (constant || windows.elements() <= LARGEST_CHANGING_KERNEL));
        if (!fast
                || windows.strides().stream().anyMatch(stride -> stride != 1)
                || ends.isEmpty()
                || !(map.begins() instanceof Lengths.Known(List<Long> begins))) {
            return Optional.empty();
        }
        List<Long> before = new ArrayList<>();
        List<Long> behind = new ArrayList<>();
        for (int axis = 0; axis < windows.axes(); axis++) {
            before.add(windows.extent(axis) - 1 - begins.get(axis));
            behind.add(windows.extent(axis) - 1 - ends.get().get(axis));
        }
        boolean cuts =
                before.stream().anyMatch(pad -> pad < 0)
                        || behind.stream().anyMatch(pad -> pad < 0);
        return cuts ? Optional.empty() : Optional.of(Pads.attribute(before, behind));
    }

    private String turned(Backward b, String g, String w, Attribute pads) {
        long groups = map.groups();
        // [groups, o, c, k], and then o and c changed about and k backwards.
        String flat =
                b.emit(
                        "Reshape",
                        w,
                        b.joined(
                                List.of(
                                        b.ints(groups, -1),
                                        channels,
                                        b.ints(map.windows().elements()))));
        String swapped =
                b.emit("Transpose", List.of(flat), Map.of("perm", Attribute.ints(0, 2, 1, 3)));
        String backwards =
                map.windows().elements() == 1
                        ? swapped
                        : b.emit(
                                "Slice",
                                swapped,
                                b.ints(-1),
                                b.ints(Long.MIN_VALUE),
                                b.ints(3),
                                b.ints(-1));
        String kernel = new Lengths.Known(map.windows().kernel()).vector(b);
        String rows = groups == 1 ? channels : b.emit("Mul", channels, b.ints(groups));
        String weight = b.emit("Reshape", backwards, b.joined(List.of(rows, b.ints(-1), kernel)));
        Map<String, Attribute> attributes = map.settings();
        attributes.put("pads", pads);
        return b.emit("Conv", List.of(g, weight), attributes);
    }
}
