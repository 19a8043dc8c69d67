package dev.bulwark.onnx.gradient.activation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/**
 * dx = g above zero and slope · g below; d slope = x g below, summed over what it was repeated for.
 */
@AutoService(GradientRule.class)
public final class PReluGradient implements GradientRule {
    @Override
    public String operator() {
        return "PRelu";
    }

    @Override
    public void differentiate(Backward b) {
        String x = b.input(0);
        String below = b.emit("Less", x, b.scalar(0, x));
        if (b.wanted(0)) {
            String steep = b.emit("Mul", b.upstream(), b.input(1));
            b.add(0, b.emit("Where", below, steep, b.upstream()));
        }
        if (b.wanted(1)) {
            String product = b.emit("Mul", b.upstream(), x);
            String taken = b.emit("Where", below, product, b.scalar(0, x));
            b.add(1, b.sumTo(taken, x, b.input(1)));
        }
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                prelu(0.1, 2, 2, 3),
                prelu(-2, -0.1, 3),
                prelu(-2, -0.1, 2, 3, 1, 1),
                prelu(-2, -0.1, 1),
                RuleExample.over(RuleExample.random(-2, -0.1, 2, 3, 2), RuleExample.random(3, 1)));
    }

    private static RuleExample prelu(double least, double most, long... slope) {
        long[] shape = slope.length == 4 ? new long[] {2, 3, 2, 2} : new long[] {2, 3};
        long[] fitting = slope.length == 4 ? new long[] {3, 1, 1} : slope;
        return RuleExample.over(
                RuleExample.random(least, most, shape), RuleExample.random(fitting));
    }
}
