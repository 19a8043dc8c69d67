package dev.bulwark.onnx.gradient.convolution;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The gradient of a window goes to its largest element, to the one that the engine chose where
 * several are equal.
 */
@AutoService(GradientRule.class)
public final class MaxPoolGradient implements GradientRule {
    @Override
    public String operator() {
        return "MaxPool";
    }

    @Override
    public void differentiate(Backward b) {
        Optional<Upsampling> apart = Upsampling.of(b, Pools.windows(b));
        if (apart.isPresent()) {
            String winners = apart.get().winners(b, b.input(0), b.output());
            String gradient = apart.get().repeated(b, b.upstream());
            b.add(0, apart.get().uncovered(b, b.emit("Mul", winners, gradient)));
            return;
        }
        String places = b.emit("Reshape", places(b), b.ints(-1));
        String updates = b.emit("Reshape", b.upstream(), b.ints(-1));
        String shape = b.shapeOf(b.input(0));
        String size = b.emit("ReduceProd", List.of(shape), Map.of("keepdims", Attribute.of(1L)));
        String zeros = b.emit("Expand", b.scalar(0, b.input(0)), size);
        String sums =
                b.emit(
                        "ScatterElements",
                        List.of(zeros, places, updates),
                        Map.of("reduction", Attribute.of("add")));
        b.add(0, b.emit("Reshape", sums, shape));
    }

    /** Where in the flat input each window's largest element lies, row by row. */
    private static String places(Backward b) {
        Map<String, Attribute> settings = new LinkedHashMap<>(b.node().attributes());
        settings.remove("storage_order");
        if (b.node().output(1).isPresent() && b.node().intAttribute("storage_order", 0) == 0) {
            return b.output(1);
        }
        return b.emit("MaxPool", List.of(b.input(0)), 2, settings).get(1);
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                of(2, 2).with("strides", Attribute.ints(2, 2)),
                of(3, 2).with("strides", Attribute.ints(1, 2)),
                of(3, 3).with("strides", Attribute.ints(2, 2))
                        .with("pads", Attribute.ints(1, 1, 1, 1)),
                of(2, 3).with("pads", Attribute.ints(1, 0, 0, 2)),
                of(3, 2).with("strides", Attribute.ints(3, 4)).with("ceil_mode", Attribute.of(1L)),
                of(2, 2).with("dilations", Attribute.ints(2, 3))
                        .with("strides", Attribute.ints(1, 2)),
                of(2, 3).with("auto_pad", Attribute.of("SAME_UPPER")),
                of(2, 3).with("auto_pad", Attribute.of("SAME_LOWER"))
                        .with("strides", Attribute.ints(2, 2)),
                of(2, 2).with("auto_pad", Attribute.of("VALID")).withOutputs(2, 1),
                of(2, 2).with("strides", Attribute.ints(2, 2))
                        .with("storage_order", Attribute.of(1L))
                        .withOutputs(2, 1),
                RuleExample.of(new long[] {2, 2, 6}).with("kernel_shape", Attribute.ints(3)),
                RuleExample.of(new long[] {1, 2, 3, 4, 3})
                        .with("kernel_shape", Attribute.ints(2, 2, 2))
                        .with("strides", Attribute.ints(1, 2, 1)));
    }

    private static RuleExample of(long height, long width) {
        return RuleExample.of(new long[] {2, 3, 5, 6})
                .with("kernel_shape", Attribute.ints(height, width));
    }
}
