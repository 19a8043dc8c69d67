package dev.bulwark.onnx.gradient.convolution;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * dx scatters the gradient back through the kernel, dw gathers the windows it met, db sums it
 * (Goodfellow, Bengio and Courville 2016, section 9.5).
 */
@AutoService(GradientRule.class)
public final class ConvGradient implements GradientRule {
    @Override
    public String operator() {
        return "Conv";
    }

    @Override
    public void differentiate(Backward b) {
        Windows windows = Windows.of(b, Kernels.lengths(b));
        Correlation map =
                new Correlation(
                        windows,
                        Pads.before(b, windows, b.input(0)),
                        b.node().intAttribute("group", 1),
                        Lengths.of(b, b.input(0)),
                        Lengths.of(b, b.output()));
        String channels = Kernels.length(b, 1);
        OptionalLong known = Kernels.known(b, 1);
        if (b.wanted(0)) {
            b.add(
                    0,
                    new InputGradient(map, Pads.behind(b, windows), channels, known)
                            .of(b, b.upstream()));
        }
        if (b.wanted(1)) {
            b.add(1, new WeightGradient(map, channels, known).of(b, b.input(0), b.upstream()));
        }
        if (b.wanted(2)) {
            b.add(2, Kernels.bias(b, windows.axes()));
        }
    }

    @Override
    public List<RuleExample> examples() {
        return Stream.concat(byKernel().stream(), byChannels().stream()).toList();
    }

    private static List<RuleExample> byKernel() {
        return List.of(
                of(3, 3).and(RuleExample.random(4)),
                of(3, 2).with("pads", Attribute.ints(1, 0, 0, 1)),
                of(3, 3).with("strides", Attribute.ints(2, 1)),
                of(2, 3).with("strides", Attribute.ints(2, 3))
                        .with("pads", Attribute.ints(0, 2, 1, 1)),
                of(2, 2).with("strides", Attribute.ints(1, 2))
                        .with("dilations", Attribute.ints(2, 3))
                        .with("pads", Attribute.ints(2, 1, 0, 2)),
                of(1, 1),
                of(1, 1).with("strides", Attribute.ints(2, 2)),
                of(1, 2).with("pads", Attribute.ints(1, 1, 1, 2)),
                of(2, 3).with("auto_pad", Attribute.of("SAME_UPPER")),
                of(3, 2).with("auto_pad", Attribute.of("SAME_LOWER"))
                        .with("strides", Attribute.ints(2, 3)),
                of(2, 2).with("auto_pad", Attribute.of("VALID")),
                grouped(2, 4, 6, 5, 5).with("pads", Attribute.ints(1, 1, 1, 1)),
                grouped(3, 3, 3, 5, 4).and(RuleExample.random(3)),
                grouped(2, 2, 4, 5, 5).with("strides", Attribute.ints(2, 2)),
                line().with("pads", Attribute.ints(1, 2)).with("strides", Attribute.ints(2)),
                line().with("dilations", Attribute.ints(2)).and(RuleExample.random(3)),
                solid().with("strides", Attribute.ints(1, 2, 1)),
                solid().with("pads", Attribute.ints(1, 0, 1, 0, 1, 0)));
    }

    /** Of enough channels, or positions, for products. */
    private static List<RuleExample> byChannels() {
        return List.of(
                wide(3, 3).with("pads", Attribute.ints(1, 1, 1, 1)),
                wide(2, 3)
                        .with("dilations", Attribute.ints(2, 1))
                        .with("pads", Attribute.ints(0, 2, 1, 0)),
                wide(3, 2)
                        .with("strides", Attribute.ints(2, 3))
                        .with("auto_pad", Attribute.of("SAME_LOWER")),
                wide(2, 2).with("auto_pad", Attribute.of("SAME_UPPER")),
                wide(1, 1).with("strides", Attribute.ints(2, 2)),
                far(8, 3, 3).with("pads", Attribute.ints(1, 1, 1, 1)),
                far(8, 2, 3)
                        .with("strides", Attribute.ints(1, 2))
                        .with("pads", Attribute.ints(1, 4, 1, 4)),
                far(3, 3, 2).and(RuleExample.random(2)),
                far(3, 2, 2)
                        .with("dilations", Attribute.ints(2, 1))
                        .with("pads", Attribute.ints(0, 2, 1, 0)),
                far(1, 3, 3).with("auto_pad", Attribute.of("SAME_LOWER")));
    }

    private static RuleExample of(long height, long width) {
        return RuleExample.within(-1, 1, new long[] {2, 3, 5, 6}, new long[] {4, 3, height, width})
                .with("kernel_shape", Attribute.ints(height, width));
    }

    /** Of enough channels for products over channels. */
    private static RuleExample wide(long height, long width) {
        return RuleExample.within(-1, 1, new long[] {2, 8, 4, 5}, new long[] {2, 8, height, width})
                .with("kernel_shape", Attribute.ints(height, width));
    }

    /** Of many positions for each channel, for a product for each example. */
    private static RuleExample far(long channels, long height, long width) {
        long[] weight = {2, channels, height, width};
        return RuleExample.within(-1, 1, new long[] {2, channels, 7, 8}, weight)
                .with("kernel_shape", Attribute.ints(height, width));
    }

    private static RuleExample grouped(long groups, long in, long out, long... lengths) {
        return RuleExample.within(
                        -1,
                        1,
                        new long[] {2, in, lengths[0], lengths[1]},
                        new long[] {out, in / groups, 3, 2})
                .with("kernel_shape", Attribute.ints(3, 2))
                .with("group", Attribute.of(groups));
    }

    private static RuleExample line() {
        return RuleExample.within(-1, 1, new long[] {2, 2, 7}, new long[] {3, 2, 3})
                .with("kernel_shape", Attribute.ints(3));
    }

    private static RuleExample solid() {
        return RuleExample.within(-1, 1, new long[] {1, 2, 3, 4, 3}, new long[] {2, 2, 2, 2, 2})
                .with("kernel_shape", Attribute.ints(2, 2, 2));
    }
}
