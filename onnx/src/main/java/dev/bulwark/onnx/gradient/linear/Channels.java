package dev.bulwark.onnx.gradient.linear;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Vectors with one element per channel, against tensors whose axis 1 is the channel. */
final class Channels {
    private Channels() {}

    /** The vector shaped so that it broadcasts along axis 1. */
    static String spread(Backward b, String vector, int rank) {
        if (rank == 2) {
            return vector;
        }
        long[] shape = new long[rank - 1];
        Arrays.fill(shape, 1);
        shape[0] = -1;
        return b.emit("Reshape", vector, b.ints(shape));
    }

    /** The sum over every axis but the channel's. */
    static String sum(Backward b, String value, int rank) {
        long[] axes = LongStream.range(0, rank).filter(axis -> axis != 1).toArray();
        return b.emit(
                "ReduceSum", List.of(value, b.ints(axes)), Map.of("keepdims", Attribute.of(0L)));
    }

    /** The mean over every axis but the channel's. */
    static String mean(Backward b, String value, int rank) {
        return b.emit("Div", sum(b, value, rank), count(b, rank));
    }

    /** How many elements of the first input a channel has, of its element type. */
    static String count(Backward b, int rank) {
        String shape = b.shapeOf(b.input(0));
        long[] axes = LongStream.range(0, rank).filter(axis -> axis != 1).toArray();
        String lengths = b.emit("Gather", shape, b.ints(axes));
        String count = b.emit("ReduceProd", List.of(lengths), Map.of("keepdims", Attribute.of(0L)));
        long real = b.elementType(b.input(0)).code();
        return b.emit("Cast", List.of(count), Map.of("to", Attribute.of(real)));
    }
}
