package dev.bulwark.onnx.gradient.resample;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.Shape;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What one Resize does to each axis of its input. */
final class Resizing {
    private static final int ROI = 1;
    private static final int SCALES = 2;
    private static final int SIZES = 3;

    /** Settings that say how a place is found and its value made, for any axis. */
    private static final List<String> SETTINGS =
            List.of(
                    "mode",
                    "coordinate_transformation_mode",
                    "nearest_mode",
                    "cubic_coeff_a",
                    "exclude_outside");

    /** With these, a place is rounded to the nearest element, and never far off. */
    private static final Set<String> CENTRED =
            Set.of("half_pixel", "pytorch_half_pixel", "half_pixel_symmetric");

    private static final Set<String> ROUNDING = Set.of("round_prefer_floor", "round_prefer_ceil");

    private final Backward b;
    private final int rank;
    private final List<Integer> axes;
    private final boolean bySizes;
    private final String transformation;

    Resizing(Backward b) {
        this.b = b;
        this.rank = b.requireRank(b.input(0));
        this.axes =
                b.node()
                        .intsAttribute("axes")
                        .map(list -> list.stream().map(a -> (int) (a < 0 ? a + rank : a)).toList())
                        .orElseGet(() -> IntStream.range(0, rank).boxed().toList());
        this.bySizes = b.node().input(SIZES).isPresent();
        this.transformation =
                b.node().stringAttribute("coordinate_transformation_mode", "half_pixel");
    }

    int rank() {
        return rank;
    }

    private boolean crops() {
        return transformation.equals("tf_crop_and_resize");
    }

    /** Whether the axis may be other than before, as far as it is known when this is written. */
    boolean changes(int axis) {
        if (!axes.contains(axis)) {
            return false;
        }
        if (crops()) {
            return true;
        }
        if (bySizes) {
            Optional<Dimension> from = length(b.input(0), axis);
            return from.isEmpty() || !from.equals(length(b.output(), axis));
        }
        return constantScales().map(scales -> scales[axes.indexOf(axis)] != 1).orElse(true);
    }

    private Optional<Dimension> length(String value, int axis) {
        return b.shape(value) instanceof Shape.Ranked(List<Dimension> lengths)
                        && lengths.size() == rank
                        && !(lengths.get(axis) instanceof Dimension.Unknown)
                ? Optional.of(lengths.get(axis))
                : Optional.empty();
    }

    private Optional<float[]> constantScales() {
        return b.constantValue(b.input(SCALES)).map(TensorValue::floats);
    }

    /**
     * How often each element comes along each axis, where each comes as often as the others and
     * beside its copies.
     */
    Optional<List<Long>> repeats() {
        String nearest = b.node().stringAttribute("nearest_mode", "round_prefer_floor");
        boolean whole =
                (transformation.equals("asymmetric") && nearest.equals("floor"))
                        || (CENTRED.contains(transformation) && ROUNDING.contains(nearest));
        if (!b.node().stringAttribute("mode", "nearest").equals("nearest") || !whole) {
            return Optional.empty();
        }
        List<Long> repeats = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            long times = changes(axis) ? times(axis) : 1;
            if (times < 1) {
                return Optional.empty();
            }
            repeats.add(times);
        }
        return Optional.of(repeats);
    }

    /** The whole number by which an axis grows; 0 where it is none, or not known. */
    private long times(int axis) {
        if (!bySizes) {
            float scale = constantScales().map(scales -> scales[axes.indexOf(axis)]).orElse(0f);
            return scale == Math.rint(scale) ? (long) scale : 0;
        }
        return length(b.input(0), axis).orElse(null) instanceof Dimension.Fixed(long from)
                        && length(b.output(), axis).orElse(null) instanceof Dimension.Fixed(long to)
                        && from > 0
                        && to % from == 0
                ? to / from
                : 0;
    }

    /**
     * The matrix of an axis, transposed, [length before, length after]: row i is what the engine
     * makes of a signal that is 1 at i and 0 elsewhere. As an image of one channel, because every
     * mode has a kernel for images.
     */
    String matrix(int axis) {
        String length = b.lengthOf(b.input(0), axis);
        String one = b.emit("Squeeze", b.ints(1));
        String numbers =
                b.emit("Range", b.emit("Squeeze", b.ints(0)), b.emit("Squeeze", length), one);
        String identity = b.oneHot(numbers, length, -1, b.input(0));
        String images = b.emit("Unsqueeze", identity, b.ints(1, 3));
        String at = b.ints(axes.indexOf(axis));
        Map<String, Attribute> settings = new TreeMap<>(b.node().attributes());
        settings.keySet().retainAll(SETTINGS);
        List<String> inputs = new ArrayList<>(List.of(images, roi(axis), "", ""));
        if (bySizes) {
            String size = b.emit("Gather", b.input(SIZES), at);
            inputs.set(SIZES, b.joined(List.of(length, b.ints(1), size, b.ints(1))));
        } else {
            String scale = b.emit("Gather", b.input(SCALES), at);
            inputs.set(SCALES, b.joined(List.of(ones(2), scale, ones(1))));
            inputs.removeLast();
        }
        String resized = b.emit("Resize", inputs, settings);
        return b.emit("Squeeze", resized, b.ints(1, 3));
    }

    /** The part of the axis to take, the whole of the others. */
    private String roi(int axis) {
        if (!crops()) {
            return "";
        }
        int at = axes.indexOf(axis);
        String start = b.emit("Gather", b.input(ROI), b.ints(at));
        String end = b.emit("Gather", b.input(ROI), b.ints(at + axes.size()));
        String zeros = floats(0, 0);
        return b.joined(List.of(zeros, start, floats(0), ones(2), end, ones(1)));
    }

    private String ones(int count) {
        return count == 1 ? floats(1) : floats(1, 1);
    }

    private String floats(float... values) {
        return b.constant(TensorValue.of(values, values.length));
    }
}
