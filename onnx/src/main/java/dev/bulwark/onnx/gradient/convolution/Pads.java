package dev.bulwark.onnx.gradient.convolution;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many elements a node imagines before the first of each axis. How many it imagines behind the
 * last follows from the lengths of what it reads and makes.
 */
final class Pads {
    private Pads() {}

    /** Of a node that reads windows of {@code input} (ONNX, {@code Conv}, {@code auto_pad}). */
    static Lengths before(Backward b, Windows windows, String input) {
        String mode = b.node().stringAttribute("auto_pad", "NOTSET");
        return switch (mode) {
            case "NOTSET", "" -> explicit(b, windows);
            case "VALID" -> none(windows);
            case "SAME_UPPER", "SAME_LOWER" ->
                    same(b, windows, Lengths.of(b, input), mode.equals("SAME_UPPER"));
            default -> throw unknown(b, mode);
        };
    }

    /**
     * How many elements a node of stride 1 imagines behind the last, unless it has another stride
     * or leaves that to the lengths.
     */
    static Optional<List<Long>> behind(Backward b, Windows windows) {
        if (windows.strides().stream().anyMatch(stride -> stride != 1)) {
            return Optional.empty();
        }
        String mode = b.node().stringAttribute("auto_pad", "NOTSET");
        List<Long> ends = new ArrayList<>();
        int axes = windows.axes();
        List<Long> pads = b.node().intsAttribute("pads").orElse(Collections.nCopies(2 * axes, 0L));
        for (int axis = 0; axis < axes; axis++) {
            long total = windows.extent(axis) - 1;
            ends.add(
                    switch (mode) {
                        case "SAME_UPPER" -> total - total / 2;
                        case "SAME_LOWER" -> total / 2;
                        case "VALID" -> 0L;
                        default -> pads.get(axes + axis);
                    });
        }
        return Optional.of(ends);
    }

    /**
     * Of a {@code ConvTranspose}, which cuts what the others add (ONNX, {@code ConvTranspose},
     * {@code output_shape}).
     */
    static Lengths cut(Backward b, Windows windows, Lengths positions) {
        String mode = b.node().stringAttribute("auto_pad", "NOTSET");
        boolean upper = mode.equals("SAME_UPPER");
        List<Long> more =
                b.node()
                        .intsAttribute("output_padding")
                        .orElse(Collections.nCopies(windows.axes(), 0L));
        List<Long> wanted = b.node().intsAttribute("output_shape").orElse(List.of());
        if (!wanted.isEmpty()) {
            int from = wanted.size() - windows.axes();
            return first(
                    b,
                    Spans.beyond(b, windows, positions, more, wanted.subList(from, wanted.size())),
                    upper);
        }
        return switch (mode) {
            case "NOTSET", "" -> explicit(b, windows);
            case "VALID" -> none(windows);
            case "SAME_UPPER", "SAME_LOWER" -> {
                List<Long> totals = new ArrayList<>();
                for (int axis = 0; axis < windows.axes(); axis++) {
                    long total =
                            windows.extent(axis) + more.get(axis) - windows.strides().get(axis);
                    totals.add(Math.max(total, 0));
                }
                yield first(b, new Lengths.Known(totals), upper);
            }
            default -> throw unknown(b, mode);
        };
    }

    private static Lengths explicit(Backward b, Windows windows) {
        int axes = windows.axes();
        List<Long> pads = b.node().intsAttribute("pads").orElse(Collections.nCopies(2 * axes, 0L));
        if (pads.size() != 2 * axes) {
            throw b.unsupported(
                    "its window has %d axes, but it has %d pads".formatted(axes, pads.size()));
        }
        return new Lengths.Known(pads.subList(0, axes));
    }

    private static Lengths none(Windows windows) {
        return new Lengths.Known(Collections.nCopies(windows.axes(), 0L));
    }

    private static RuntimeException unknown(Backward b, String mode) {
        return b.unsupported("auto_pad '" + mode + "' is not in the standard");
    }

    private static Lengths same(Backward b, Windows windows, Lengths lengths, boolean upper) {
        return first(b, Spans.missing(b, windows, lengths), upper);
    }

    /** The first of two parts of each total, the smaller where {@code upper}. */
    private static Lengths first(Backward b, Lengths totals, boolean upper) {
        return switch (totals) {
            case Lengths.Known(List<Long> values) ->
                    new Lengths.Known(
                            values.stream()
                                    .map(total -> upper ? total / 2 : total - total / 2)
                                    .toList());
            case Lengths.AtRunTime(String vector) -> {
                String smaller = b.emit("Div", vector, b.ints(2));
                yield new Lengths.AtRunTime(upper ? smaller : b.emit("Sub", vector, smaller));
            }
        };
    }

    /** Whether a node pads nothing, whatever it reads. */
    static boolean areNone(Node node) {
        String mode = node.stringAttribute("auto_pad", "NOTSET");
        List<Long> pads = node.intsAttribute("pads").orElse(List.of());
        return mode.equals("VALID")
                || (mode.equals("NOTSET") && pads.stream().allMatch(pad -> pad == 0));
    }

    /** As the attribute {@code pads}. */
    static Attribute attribute(List<Long> begins, List<Long> ends) {
        List<Long> pads = new ArrayList<>(begins);
        pads.addAll(ends);
        return new Attribute.OfInts(pads);
    }

    /**
     * {@code value} with zeros around the axes behind the channel; cut where a length is negative.
     *
     * @param begins INT64 vector
     * @param ends INT64 vector
     */
    static String around(Backward b, String value, String begins, String ends) {
        String none = b.ints(0, 0);
        String pads = b.joined(List.of(none, begins, none, ends));
        return b.emit("Pad", List.of(value, pads), Map.of());
    }
}
