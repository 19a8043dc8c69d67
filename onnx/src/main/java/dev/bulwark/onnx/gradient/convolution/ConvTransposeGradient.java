package dev.bulwark.onnx.gradient.convolution;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;

/**
 * The adjoint of a convolution in its input: so dx is that convolution of the gradient, and dw its
 * adjoint in the weight, input and gradient changed about (Dumoulin and Visin 2016, section 4).
 */
@AutoService(GradientRule.class)
public final class ConvTransposeGradient implements GradientRule {
    @Override
    public String operator() {
        return "ConvTranspose";
    }

    @Override
    public void differentiate(Backward b) {
        Windows windows = Windows.of(b, Kernels.lengths(b));
        Lengths positions = Lengths.of(b, b.input(0));
        Correlation map =
                new Correlation(
                        windows,
                        Pads.cut(b, windows, positions),
                        b.node().intAttribute("group", 1),
                        Lengths.of(b, b.output()),
                        positions);
        if (b.wanted(0)) {
            b.add(0, map.gathered(b, b.upstream(), b.input(1)));
        }
        if (b.wanted(1)) {
            b.add(
                    1,
                    new WeightGradient(map, Kernels.length(b, 1), Kernels.known(b, 1))
                            .of(b, b.upstream(), b.input(0)));
        }
        if (b.wanted(2)) {
            b.add(2, Kernels.bias(b, windows.axes()));
        }
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                of(3, 3).and(RuleExample.random(2)),
                of(3, 2).with("pads", Attribute.ints(1, 0, 1, 1)),
                of(2, 3).with("strides", Attribute.ints(2, 3)),
                of(3, 3).with("strides", Attribute.ints(2, 2))
                        .with("pads", Attribute.ints(1, 1, 1, 1))
                        .with("output_padding", Attribute.ints(1, 0)),
                of(2, 2).with("strides", Attribute.ints(3, 1))
                        .with("dilations", Attribute.ints(1, 2)),
                of(3, 2).with("strides", Attribute.ints(2, 2))
                        .with("output_shape", Attribute.ints(6, 9)),
                of(3, 3).with("strides", Attribute.ints(2, 2))
                        .with("output_shape", Attribute.ints(6, 8))
                        .with("auto_pad", Attribute.of("SAME_UPPER")),
                of(2, 3).with("auto_pad", Attribute.of("SAME_UPPER")),
                of(4, 3).with("auto_pad", Attribute.of("SAME_LOWER"))
                        .with("strides", Attribute.ints(1, 2)),
                of(2, 2).with("auto_pad", Attribute.of("VALID")),
                grouped(2, 4, 6),
                grouped(3, 3, 3).with("strides", Attribute.ints(2, 2)).and(RuleExample.random(3)),
                line().with("pads", Attribute.ints(1, 0)).with("strides", Attribute.ints(2)),
                line().with("dilations", Attribute.ints(2)).and(RuleExample.random(3)),
                solid().with("strides", Attribute.ints(1, 2, 1)),
                solid().with("pads", Attribute.ints(1, 0, 1, 0, 1, 0)));
    }

    private static RuleExample of(long height, long width) {
        return RuleExample.within(-1, 1, new long[] {2, 3, 3, 4}, new long[] {3, 2, height, width})
                .with("kernel_shape", Attribute.ints(height, width));
    }

    private static RuleExample grouped(long groups, long in, long out) {
        return RuleExample.within(
                        -1, 1, new long[] {2, in, 3, 2}, new long[] {in, out / groups, 2, 3})
                .with("kernel_shape", Attribute.ints(2, 3))
                .with("group", Attribute.of(groups));
    }

    private static RuleExample line() {
        return RuleExample.within(-1, 1, new long[] {2, 2, 4}, new long[] {2, 3, 3})
                .with("kernel_shape", Attribute.ints(3));
    }

    private static RuleExample solid() {
        return RuleExample.within(-1, 1, new long[] {1, 2, 2, 3, 2}, new long[] {2, 2, 2, 2, 2})
                .with("kernel_shape", Attribute.ints(2, 2, 2));
    }
}
