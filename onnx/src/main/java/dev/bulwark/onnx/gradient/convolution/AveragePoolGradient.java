package dev.bulwark.onnx.gradient.convolution;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Node;
import java.util.List;
import java.util.Map;

/** Each element gets its share of every window it lies in: one part in as many as are counted. */
@AutoService(GradientRule.class)
public final class AveragePoolGradient implements GradientRule {
    @Override
    public String operator() {
        return "AveragePool";
    }

    @Override
    public void differentiate(Backward b) {
        Correlation map = Pools.windows(b);
        String shares = b.emit("Mul", b.upstream(), share(b, map));
        b.add(0, Pools.spread(b, map, shares));
    }

    /**
     * One divided by what each window is divided by. Where padding makes that differ, the engine is
     * asked: the average of ones over their number is the share, whatever it counts.
     */
    private static String share(Backward b, Correlation map) {
        Node node = b.node();
        boolean whole =
                node.intAttribute("ceil_mode", 0) == 0
                        && (node.intAttribute("count_include_pad", 0) != 0 || Pads.areNone(node));
        if (whole) {
            return b.scalar(1.0 / map.windows().elements(), b.input(0));
        }
        String ones = Pools.plane(b, map.lengths());
        String average = b.emit("AveragePool", List.of(ones), Map.copyOf(node.attributes()));
        return b.emit("Div", average, map.gathered(b, ones, Pools.ones(b, map.windows())));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                of(2, 2).with("strides", Attribute.ints(2, 2)),
                of(3, 2).with("strides", Attribute.ints(1, 2)),
                of(3, 3).with("pads", Attribute.ints(1, 0, 1, 2)),
                of(3, 3).with("strides", Attribute.ints(2, 2))
                        .with("pads", Attribute.ints(1, 1, 1, 1))
                        .with("count_include_pad", Attribute.of(1L)),
                of(3, 2).with("strides", Attribute.ints(3, 4)).with("ceil_mode", Attribute.of(1L)),
                of(3, 3).with("strides", Attribute.ints(2, 3))
                        .with("pads", Attribute.ints(1, 1, 1, 1))
                        .with("ceil_mode", Attribute.of(1L))
                        .with("count_include_pad", Attribute.of(1L)),
                of(2, 3).with("auto_pad", Attribute.of("SAME_UPPER")),
                of(2, 3).with("auto_pad", Attribute.of("SAME_LOWER"))
                        .with("strides", Attribute.ints(2, 2)),
                of(2, 2).with("auto_pad", Attribute.of("VALID")),
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
