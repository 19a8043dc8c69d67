package dev.bulwark.onnx.gradient;

import java.util.stream.LongStream;

/** Scales and zero points, one for the whole tensor or one for each slice along an axis. */
public final class Scales {
    private Scales() {}

    /**
     * A scale or zero point of QuantizeLinear or DequantizeLinear, so that it broadcasts against
     * the tensor.
     *
     * @param parameter a scalar, or a vector along the node's axis
     */
    public static String alongAxis(Backward b, String parameter) {
        if (b.requireRank(b.input(1)) == 0) {
            return parameter;
        }
        int rank = b.requireRank(b.input(0));
        long axis = b.node().intAttribute("axis", 1);
        long at = axis < 0 ? axis + rank : axis;
        long[] trailing = LongStream.range(1, rank - at).toArray();
        return trailing.length == 0 ? parameter : b.emit("Unsqueeze", parameter, b.ints(trailing));
    }
}
