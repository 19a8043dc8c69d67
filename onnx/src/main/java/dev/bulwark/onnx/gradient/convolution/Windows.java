package dev.bulwark.onnx.gradient.convolution;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Node;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a node slides its window: window position {@code o} reads element {@code o stride + k
 * dilation − begin} of every axis, {@code k} from 0 to the kernel's length (ONNX, {@code Conv}).
 *
 * @param kernel lengths of the window, by axis behind the channel
 * @param strides how far it moves, by axis
 * @param dilations how far its elements lie apart, by axis
 */
record Windows(List<Long> kernel, List<Long> strides, List<Long> dilations) {
    Windows {
        kernel = List.copyOf(kernel);
        strides = List.copyOf(strides);
        dilations = List.copyOf(dilations);
    }

    /** The settings of a node whose window has the given lengths. */
    static Windows of(Backward b, List<Long> kernel) {
        Node node = b.node();
        List<Long> ones = Collections.nCopies(kernel.size(), 1L);
        List<Long> strides = node.intsAttribute("strides").orElse(ones);
        List<Long> dilations = node.intsAttribute("dilations").orElse(ones);
        if (strides.size() != kernel.size() || dilations.size() != kernel.size()) {
            throw b.unsupported(
                    "its window has %d axes, its strides %d, its dilations %d"
                            .formatted(kernel.size(), strides.size(), dilations.size()));
        }
        return new Windows(kernel, strides, dilations);
    }

    /** Number of axes the window slides along. */
    int axes() {
        return kernel.size();
    }

    /** Number of elements of the window. */
    long elements() {
        return kernel.stream().reduce(1L, Math::multiplyExact);
    }

    /** Elements from the first to the last that a window reads along an axis. */
    long extent(int axis) {
        return (kernel.get(axis) - 1) * dilations.get(axis) + 1;
    }

    /** From the first element of the first window to the last of the last. */
    long span(int axis, long positions) {
        return (positions - 1) * strides.get(axis) + extent(axis);
    }

    /** The settings as attributes; pads are left out. */
    Map<String, Attribute> attributes() {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        attributes.put("kernel_shape", new Attribute.OfInts(kernel));
        attributes.put("strides", new Attribute.OfInts(strides));
        attributes.put("dilations", new Attribute.OfInts(dilations));
        return attributes;
    }
}
