package dev.bulwark.onnx.gradient.convolution;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** Length of the weight's second axis, an INT64 vector of one element. */
    static String channels(Backward b) {
        if (b.shape(b.input(1)) instanceof Shape.Ranked(List<Dimension> dimensions)
                && dimensions.size() > 1
                && dimensions.get(1) instanceof Dimension.Fixed(long size)) {
            return b.ints(size);
        }
        return b.lengthOf(b.input(1), 1);
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
