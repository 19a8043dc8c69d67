package dev.bulwark.onnx.gradient.convolution;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the rules of pools have in common: windows that every channel is read through alike. */
final class Pools {
    private Pools() {}

    /** The window of the node, without the channels. */
    static Correlation windows(Backward b) {
        List<Long> kernel =
                b.node()
                        .intsAttribute("kernel_shape")
                        .orElseThrow(() -> b.unsupported("it has no kernel_shape"));
        Windows windows = Windows.of(b, kernel);
        return new Correlation(
                windows,
                Pads.before(b, windows, b.input(0)),
                1,
                Lengths.of(b, b.input(0)),
                Lengths.of(b, b.output()));
    }

    /** Gives each element the sum of {@code g} over the windows that it lies in. */
    static String spread(Backward b, Correlation map, String g) {
        Optional<Upsampling> apart = Upsampling.of(b, map);
        if (apart.isPresent()) {
            return apart.get().uncovered(b, apart.get().repeated(b, g));
        }
        String planes = b.emit("Reshape", g, planes(b, map.positions()));
        String sums = map.scattered(b, planes, ones(b, map.windows()));
        return b.emit("Reshape", sums, b.shapeOf(b.input(0)));
    }

    /** A kernel of ones over one channel. */
    static String ones(Backward b, Windows windows) {
        if (b.elementType(b.input(0)) != ElementType.FLOAT) {
            throw b.unsupported("the engine pools in single precision alone");
        }
        float[] values = new float[Math.toIntExact(windows.elements())];
        Arrays.fill(values, 1);
        long[] shape = new long[windows.axes() + 2];
        Arrays.fill(shape, 1);
        for (int axis = 0; axis < windows.axes(); axis++) {
            shape[axis + 2] = windows.kernel().get(axis);
        }
        return b.constant(TensorValue.of(values, shape));
    }

    /** The shape of all channels of all examples one behind the other, each by itself. */
    private static String planes(Backward b, Lengths lengths) {
        if (lengths instanceof Lengths.Known(List<Long> known)) {
            long[] shape = new long[known.size() + 2];
            shape[0] = -1;
            shape[1] = 1;
            for (int axis = 0; axis < known.size(); axis++) {
                shape[axis + 2] = known.get(axis);
            }
            return b.ints(shape);
        }
        return b.joined(List.of(b.ints(-1, 1), lengths.vector(b)));
    }

    /** One plane of ones of these lengths: {@code [1, 1, ...]}. */
    static String plane(Backward b, Lengths lengths) {
        String shape = b.joined(List.of(b.ints(1, 1), lengths.vector(b)));
        return b.emit("Expand", b.scalar(1, b.input(0)), shape);
    }
}
