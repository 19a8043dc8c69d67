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
 * begin]} as a bilinear map of {@code x} and {@code w}, and its adjoint in {@code x}. {@code Conv}
 * computes the map itself, {@code ConvTranspose} the adjoint.
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

    Map<String, Attribute> settings() {
        Map<String, Attribute> attributes = new LinkedHashMap<>(windows.attributes());
        attributes.put("group", Attribute.of(groups));
        return attributes;
    }

    /** Lets {@code x} end where the last window does: by pads where known, by itself else. */
    String reach(Backward b, String x, Map<String, Attribute> attributes) {
        Optional<Ends> ends = ends().filter(e -> e.behind().stream().allMatch(n -> n >= 0));
        if (ends.isPresent()) {
            attributes.put("pads", Pads.attribute(ends.get().before(), ends.get().behind()));
            return x;
        }
        return Pads.around(b, x, begins.vector(b), behind(b));
    }

    /** How far the last window passes the end of {@code x}, an INT64 vector. */
    String behind(Backward b) {
        Optional<Ends> ends = ends();
        if (ends.isPresent()) {
            return new Lengths.Known(ends.get().behind()).vector(b);
        }
        String steps = b.emit("Sub", positions.vector(b), b.ints(1));
        String rest = b.emit("Sub", Spans.span(b, windows, steps), lengths.vector(b));
        return b.emit("Sub", rest, begins.vector(b));
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
}
