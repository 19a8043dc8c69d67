package dev.bulwark.onnx.gradient.arithmetic;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;

/**
 * d(a^p) = p a^(p−1) da + a^p ln(a) dp; the second term only where a > 0, as elsewhere it has no
 * limit.
 */
@AutoService(GradientRule.class)
public final class PowGradient implements GradientRule {
    @Override
    public String operator() {
        return "Pow";
    }

    @Override
    public void differentiate(Backward b) {
        String base = b.input(0);
        String exponent = b.input(1);
        if (b.wanted(0)) {
            String lower = b.emit("Pow", base, b.emit("Sub", exponent, b.scalar(1, exponent)));
            String slope = b.emit("Mul", exponent, lower);
            b.add(0, b.sumTo(b.emit("Mul", b.upstream(), slope), b.output(), base));
        }
        if (b.wanted(1)) {
            String positive = b.emit("Greater", base, b.scalar(0, base));
            String safe = b.emit("Where", positive, base, b.scalar(1, base));
            String slope = b.emit("Mul", b.output(), b.emit("Log", safe));
            b.add(1, b.sumTo(b.emit("Mul", b.upstream(), slope), b.output(), exponent));
        }
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.within(0.5, 2, new long[] {2, 3}, new long[] {3}),
                RuleExample.over(
                        RuleExample.random(2, 3),
                        RuleExample.constant(TensorValue.of(new double[] {2}))),
                RuleExample.over(
                        RuleExample.random(2, 3),
                        RuleExample.constant(TensorValue.of(new double[] {3}))));
    }
}
