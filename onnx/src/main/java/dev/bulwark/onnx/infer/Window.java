package dev.bulwark.onnx.infer;

import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.Node;
import java.util.List;
import java.util.Optional;

/** Lengths before and behind a moving window (ONNX {@code Conv}, {@code MaxPool}). */
final class Window {
    private final Node node;
    private final List<Dimension> kernel;
    private final String automatic;

    Window(Node node, List<Dimension> kernel) {
        this.node = node;
        this.kernel = kernel;
        this.automatic = node.stringAttribute("auto_pad", "NOTSET");
    }

    private long setting(String attribute, int index, long absent) {
        return node.intsAttribute(attribute)
                .filter(list -> index < list.size())
                .map(list -> list.get(index))
                .filter(value -> Math.abs(value) <= Integer.MAX_VALUE)
                .orElse(absent);
    }

    private long stride(int axis) {
        return Math.max(1, setting("strides", axis, 1));
    }

    private long pads(int axis) {
        return setting("pads", axis, 0) + setting("pads", axis + kernel.size(), 0);
    }

    /** Elements that one position of the window spans, if its length is known. */
    private Optional<Long> span(int axis) {
        return kernel.get(axis) instanceof Dimension.Fixed(long k) && k <= Integer.MAX_VALUE
                ? Optional.of((k - 1) * Math.max(1, setting("dilations", axis, 1)) + 1)
                : Optional.empty();
    }

    private boolean same() {
        return automatic.startsWith("SAME");
    }

    private long padding(int axis) {
        return automatic.equals("VALID") ? 0 : pads(axis);
    }

    /** How many positions the window has. */
    Dimension narrowed(int axis, Dimension length) {
        long stride = stride(axis);
        if (same()) {
            return length instanceof Dimension.Fixed(long size)
                    ? Dimension.of((size - 1) / stride + 1)
                    : stride == 1 ? length : new Dimension.Unknown();
        }
        if (span(axis).isEmpty()) {
            return new Dimension.Unknown();
        }
        long room = padding(axis) - span(axis).get();
        if (length instanceof Dimension.Fixed(long size)) {
            return size + room < 0
                    ? new Dimension.Unknown()
                    : Dimension.of(positions(size, size + room, stride, axis));
        }
        return stride == 1 ? shifted(length, room + 1) : new Dimension.Unknown();
    }

    private long positions(long size, long room, long stride, int axis) {
        if (node.intAttribute("ceil_mode", 0) == 0) {
            return room / stride + 1;
        }
        long positions = (room + stride - 1) / stride + 1;
        // A window that would start in the padding behind the last element is left out.
        boolean outside = (positions - 1) * stride >= size + setting("pads", axis, 0);
        return outside ? positions - 1 : positions;
    }

    private static Dimension shifted(Dimension length, long by) {
        return Term.length(Term.of(length).flatMap(term -> term.plus(Term.of(by))));
    }

    /** How long an axis gets when the window is spread over it. */
    Dimension widened(int axis, Dimension length) {
        Term stride = Term.of(stride(axis));
        if (same()) {
            return Term.length(Term.of(length).flatMap(term -> term.times(stride)));
        }
        if (span(axis).isEmpty()) {
            return new Dimension.Unknown();
        }
        long more =
                span(axis).get()
                        - stride(axis)
                        + setting("output_padding", axis, 0)
                        - padding(axis);
        return Term.length(
                Term.of(length)
                        .flatMap(term -> term.times(stride))
                        .flatMap(term -> term.plus(Term.of(more))));
    }
}
