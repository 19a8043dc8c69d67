package dev.bulwark.onnx.gradient.convolution;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A convolution {@code y[n, o, p] = sum over c, k of w[o, c, k] x[n, c, p stride + k dilation −
 * begin]} as a bilinear map of {@code x} and {@code w}, and its two adjoints. {@code Conv} computes
 * the map itself; {@code ConvTranspose} computes its adjoint in {@code x}.
 *
 * @param windows how the kernel slides over {@code x}
 * @param begins how many zeros there are before {@code x}
 * @param groups into how many parts the channels fall
 * @param lengths of {@code x}, behind the channel
 * @param positions lengths of {@code y}, behind the channel
 */
record Correlation(
        Windows windows, Lengths begins, long groups, Lengths lengths, Lengths positions) {

    /** The map itself. */
    String gathered(Backward b, String x, String w) {
        Map<String, Attribute> attributes = settings();
        String image = reach(b, x, attributes);
        return b.emit("Conv", List.of(image, w), attributes);
    }

    /** The adjoint in {@code x}: what reaches {@code x} from a gradient {@code g} of {@code y}. */
    String scattered(Backward b, String g, String w) {
        Map<String, Attribute> attributes = settings();
        Optional<Ends> ends = ends();
        if (ends.isPresent()) {
            List<Long> behind = ends.get().behind();
            attributes.put(
                    "pads",
                    Pads.attribute(
                            ends.get().before(),
                            behind.stream().map(n -> Math.max(n, 0)).toList()));
            attributes.put(
                    "output_padding",
                    new Attribute.OfInts(behind.stream().map(n -> Math.max(-n, 0)).toList()));
            return b.emit("ConvTranspose", List.of(g, w), attributes);
        }
        String whole = b.emit("ConvTranspose", List.of(g, w), attributes);
        String before = b.emit("Neg", begins.vector(b));
        String reach = b.emit("Add", b.tail(b.emit("Shape", whole), 2), before);
        return Pads.around(b, whole, before, b.emit("Sub", lengths.vector(b), reach));
    }

    /**
     * The adjoint in {@code w}: the windows of {@code x} weighted by the gradient {@code g} of
     * {@code y}, a convolution whose batch is the channels and whose channels are the batch.
     *
     * @param channels of {@code x} in one group, an INT64 vector of one element
     */
    String weighted(Backward b, String x, String g, String channels) {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        attributes.put("strides", new Attribute.OfInts(windows.dilations()));
        attributes.put("dilations", new Attribute.OfInts(windows.strides()));
        attributes.put("group", Attribute.of(groups));
        String image = batchBehindChannels(b, reach(b, x, attributes), channels);
        String kernel = b.emit("Transpose", List.of(g), swapped(windows.axes()));
        String sum = b.emit("Conv", List.of(image, kernel), attributes);
        return b.emit("Transpose", List.of(sum), swapped(windows.axes()));
    }

    private Map<String, Attribute> settings() {
        Map<String, Attribute> attributes = new LinkedHashMap<>(windows.attributes());
        attributes.put("group", Attribute.of(groups));
        return attributes;
    }

    /** Lets {@code x} end where the last window does: by pads where known, by itself else. */
    private String reach(Backward b, String x, Map<String, Attribute> attributes) {
        Optional<Ends> ends = ends().filter(e -> e.behind().stream().allMatch(n -> n >= 0));
        if (ends.isPresent()) {
            attributes.put("pads", Pads.attribute(ends.get().before(), ends.get().behind()));
            return x;
        }
        String before = begins.vector(b);
        String steps = b.emit("Sub", positions.vector(b), b.ints(1));
        String rest = b.emit("Sub", Spans.span(b, windows, steps), lengths.vector(b));
        return Pads.around(b, x, before, b.emit("Sub", rest, before));
    }

    /** How far the windows reach beyond {@code x} at both ends; negative where they do not. */
    private record Ends(List<Long> before, List<Long> behind) {}

    private Optional<Ends> ends() {
        if (lengths instanceof Lengths.Known(List<Long> from)
                && positions instanceof Lengths.Known(List<Long> to)
                && begins instanceof Lengths.Known(List<Long> before)) {
            List<Long> behind = new ArrayList<>();
            for (int axis = 0; axis < windows.axes(); axis++) {
                behind.add(windows.span(axis, to.get(axis)) - from.get(axis) - before.get(axis));
            }
            return Optional.of(new Ends(before, behind));
        }
        return Optional.empty();
    }

    /** {@code [n, g c, ...]} as {@code [c, g n, ...]}. */
    private String batchBehindChannels(Backward b, String x, String channels) {
        if (groups == 1) {
            return b.emit("Transpose", List.of(x), swapped(windows.axes()));
        }
        String behind = b.tail(b.emit("Shape", x), 2);
        String split = b.joined(List.of(b.ints(0, groups), channels, b.ints(-1)));
        String turned =
                b.emit(
                        "Transpose",
                        List.of(b.emit("Reshape", x, split)),
                        Map.of("perm", Attribute.ints(2, 1, 0, 3)));
        return b.emit("Reshape", turned, b.joined(List.of(channels, b.ints(-1), behind)));
    }

    /** The order in which the first two axes change about. */
    private static Map<String, Attribute> swapped(int axes) {
        long[] order = new long[axes + 2];
        order[0] = 1;
        for (int axis = 2; axis < order.length; axis++) {
            order[axis] = axis;
        }
        return Map.of("perm", Attribute.ints(order));
    }
}
