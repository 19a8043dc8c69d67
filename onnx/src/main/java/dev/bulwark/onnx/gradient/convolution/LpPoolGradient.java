package dev.bulwark.onnx.gradient.convolution;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;

/**
 * y = (Σ|x|ᵖ)^(1/p) over each window: dx = sign(x) |x|^(p−1), times the sum of g y^(1−p) over the
 * windows it lies in. Zero where the norm is zero.
 */
@AutoService(GradientRule.class)
public final class LpPoolGradient implements GradientRule {
    @Override
    public String operator() {
        return "LpPool";
    }

    @Override
    public void differentiate(Backward b) {
        long p = b.node().intAttribute("p", 2);
        String share = b.emit("Mul", b.upstream(), Norms.outer(b, b.output(), p, b.input(0)));
        String sums = Pools.spread(b, Pools.windows(b), share);
        b.add(0, b.emit("Mul", sums, Norms.inner(b, b.input(0), p)));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                of(0.3, 2, 2, 2).with("strides", Attribute.ints(2, 2)),
                of(0.3, 2, 3, 2).with("p", Attribute.of(3L)),
                of(-2, -0.3, 2, 2).with("p", Attribute.of(3L)),
                of(-2, -0.3, 2, 2).with("p", Attribute.of(1L)),
                of(0.3, 2, 3, 3)
                        .with("strides", Attribute.ints(2, 1))
                        .with("pads", Attribute.ints(1, 0, 1, 1)),
                of(0.3, 2, 2, 3).with("auto_pad", Attribute.of("SAME_UPPER")),
                RuleExample.within(0.3, 2, new long[] {2, 2, 6})
                        .with("kernel_shape", Attribute.ints(3)));
    }

    private static RuleExample of(double least, double most, long height, long width) {
        return RuleExample.within(least, most, new long[] {2, 2, 4, 5})
                .with("kernel_shape", Attribute.ints(height, width));
    }
}
