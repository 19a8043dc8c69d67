package dev.bulwark.onnx.gradient.perexample.rule;

import dev.bulwark.onnx.gradient.perexample.Outer;
import dev.bulwark.onnx.gradient.perexample.Pen;
import dev.bulwark.onnx.gradient.perexample.axis.Examples;
import java.util.OptionalLong;

/**
 * The share of a convolution's weight {@code [groups · rows, columns]}: at every place the outer
 * product of what one side has there and the window of the other.
 *
 * @param groups of channels
 * @param rows channels of a group on the one side
 * @param columns of a window: the channels of a group on the other side, times the kernel
 * @param terms places an example, if they are known
 */
record Patches(long groups, long rows, long columns, OptionalLong terms) {

    /**
     * The share.
     *
     * @param places {@code [n, groups · rows, lengths]}
     * @param windows {@code [n, channels, kernel, lengths]}
     */
    Outer share(Pen pen, String places, String windows, Examples.Along along) {
        String left = flat(pen, places, rows);
        String right = flat(pen, windows, columns);
        boolean plain = along.isPlain();
        return new Outer(
                plain ? left : merged(pen, left, rows),
                plain ? right : merged(pen, right, columns),
                plain ? Outer.Layout.TERMS_LAST : Outer.Layout.TERMS_FIRST,
                groups,
                rows,
                columns,
                terms);
    }

    private String flat(Pen pen, String value, long width) {
        return pen.emit(
                "Reshape",
                value,
                groups == 1 ? pen.ints(0, width, -1) : pen.ints(0, groups, width, -1));
    }

    /** Places of all of an example's pictures, where a reshape merged them into the batch. */
    private String merged(Pen pen, String value, long width) {
        if (groups == 1) {
            return pen.emit(
                    "Reshape",
                    pen.transposed(value, 0, 2, 1),
                    pen.joined(pen.examples(), pen.ints(-1, width)));
        }
        String apart =
                pen.emit(
                        "Reshape",
                        pen.transposed(value, 0, 3, 1, 2),
                        pen.joined(pen.examples(), pen.ints(-1, groups, width)));
        return pen.transposed(apart, 0, 2, 1, 3);
    }
}
