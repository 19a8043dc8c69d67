package dev.bulwark.onnx.gradient.convolution;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** What the rules of convolutions ask of their weights. */
final class Kernels {
    private Kernels() {}

    /** Lengths of the kernel, from the setting or the weight's shape. */
    static List<Long> lengths(Backward b) {
        Optional<List<Long>> given = b.node().intsAttribute("kernel_shape");
        if (given.isPresent()) {
            return given.get();
        }
        if (b.shape(b.input(1)) instanceof Shape.Ranked(List<Dimension> dimensions)
                && dimensions.size() > 2) {
            Optional<List<Long>> known =
                    new Shape.Ranked(dimensions.subList(2, dimensions.size())).fixed();
            if (known.isPresent()) {
                return known.get();
            }
        }
        throw b.unsupported(
                "the kernel's lengths are not known: it has no kernel_shape, and the shape of '"
                        + b.input(1)
                        + "' is not declared");
    }

    /** Length of one of the weight's axes, where it is known now. */
    static OptionalLong known(Backward b, int axis) {
        return b.shape(b.input(1)) instanceof Shape.Ranked(List<Dimension> dimensions)
                        && dimensions.size() > axis
                        && dimensions.get(axis) instanceof Dimension.Fixed(long size)
                ? OptionalLong.of(size)
                : OptionalLong.empty();
    }

    /** Length of one of the weight's axes, an INT64 vector of one element. */
    static String length(Backward b, int axis) {
        OptionalLong known = known(b, axis);
        return known.isPresent() ? b.ints(known.getAsLong()) : b.lengthOf(b.input(1), axis);
    }

    /** Whether every channel has one kernel of its own. */
    static boolean isDepthwise(Backward b, long groups) {
        return groups > 1
                && known(b, 0).equals(OptionalLong.of(groups))
                && known(b, 1).equals(OptionalLong.of(1));
    }

    /** The gradient of a bias: the sum over everything but the channel. */
    static String bias(Backward b, int axes) {
        long[] summed =
                LongStream.concat(LongStream.of(0), LongStream.range(2, axes + 2L)).toArray();
        return b.emit(
                "ReduceSum",
                List.of(b.upstream(), b.ints(summed)),
                Map.of("keepdims", Attribute.of(0L)));
    }
}
