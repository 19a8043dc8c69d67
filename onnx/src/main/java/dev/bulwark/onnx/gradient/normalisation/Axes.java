package dev.bulwark.onnx.gradient.normalisation;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** The axes that statistics are taken over. */
final class Axes {
    private Axes() {}

    /**
     * The axes of {@code value} from {@code axis} to the last; counted from the end where it is.
     */
    static String from(Backward b, long axis, String value) {
        long end = axis < 0 ? 0 : b.requireRank(value);
        return b.ints(LongStream.range(axis, end).toArray());
    }

    /** How many elements of {@code value} each statistic is over, a scalar of its type. */
    static String width(Backward b, String value, String axes) {
        String lengths = b.emit("Gather", b.shapeOf(value), axes);
        String count = b.emit("ReduceProd", List.of(lengths), Map.of("keepdims", Attribute.of(0L)));
        return cast(b, count, value);
    }

    /** The value in the element type of {@code like}, a value of the original graph. */
    static String cast(Backward b, String value, String like) {
        long type = b.elementType(like).code();
        return b.emit("Cast", List.of(value), Map.of("to", Attribute.of(type)));
    }

    /** A vector with one element per channel, to broadcast along axis 1 of {@code rank} axes. */
    static String alongChannels(Backward b, String vector, int rank) {
        long[] shape = new long[rank - 1];
        Arrays.fill(shape, 1);
        shape[0] = -1;
        return rank == 2 ? vector : b.emit("Reshape", vector, b.ints(shape));
    }

    /** The sum over all axes but the channels', a vector. */
    static String sumPerChannel(Backward b, String value, int rank) {
        long[] axes = LongStream.range(0, rank).filter(axis -> axis != 1).toArray();
        return b.emit(
                "ReduceSum", List.of(value, b.ints(axes)), Map.of("keepdims", Attribute.of(0L)));
    }
}
