package dev.bulwark.onnx.build.layer;

import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A 2-D convolution with a square kernel: {@code [from, h, w]} to {@code [channels, h', w']}, where
 * {@code h' = ⌊(h + 2·padding − kernel) / stride⌋ + 1}.
 *
 * @param name of the layer, with which its parameters begin
 * @param channels of the result
 * @param kernel length of the kernel, {@code >= 1}
 * @param stride {@code >= 1}
 * @param padding zeros on each side
 * @param bias whether it adds one
 * @param initial of the weight; its fan-in is {@code from · kernel²}
 */
public record Convolution(
        String name,
        int channels,
        int kernel,
        int stride,
        int padding,
        boolean bias,
        Initial initial)
        implements Layer {

    /** An odd kernel that keeps height and width at stride 1, from He's distribution. */
    public static Convolution same(
            String name, int channels, int kernel, int stride, boolean bias) {
        return new Convolution(name, channels, kernel, stride, kernel / 2, bias, new Initial.He());
    }

    @Override
    public Signal append(Assembly assembly, Signal input) {
        int from = input.length(0, 3);
        long area = (long) kernel * kernel;
        String weight =
                assembly.weight(
                        name + ".weight",
                        initial,
                        from * area,
                        channels * area,
                        channels,
                        from,
                        kernel,
                        kernel);
        List<String> operands =
                bias
                        ? List.of(
                                input.value(), weight, assembly.vector(name + ".bias", 0, channels))
                        : List.of(input.value(), weight);
        Map<String, Attribute> settings = new TreeMap<>();
        settings.put("kernel_shape", Attribute.ints(kernel, kernel));
        settings.put("pads", Attribute.ints(padding, padding, padding, padding));
        settings.put("strides", Attribute.ints(stride, stride));
        return Signal.of(
                assembly.node("Conv", operands, settings),
                channels,
                length(input.length(1, 3)),
                length(input.length(2, 3)));
    }

    private int length(int from) {
        return Math.floorDiv(from + 2 * padding - kernel, stride) + 1;
    }
}
