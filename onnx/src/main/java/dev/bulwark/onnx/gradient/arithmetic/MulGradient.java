package dev.bulwark.onnx.gradient.arithmetic;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** d(a · b) = b da + a db. */
@AutoService(GradientRule.class)
public final class MulGradient implements GradientRule {
    @Override
    public String operator() {
        return "Mul";
    }

    @Override
    public void differentiate(Backward b) {
        for (int i = 0; i < 2; i++) {
            if (b.wanted(i)) {
                String product = b.emit("Mul", b.upstream(), b.input(1 - i));
                b.add(i, b.sumTo(product, b.output(), b.input(i)));
            }
        }
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {2, 3}, new long[] {2, 3}),
                RuleExample.of(new long[] {2, 3}, new long[] {3}),
                RuleExample.of(new long[] {3}, new long[] {2, 1}),
                RuleExample.of(new long[] {2, 3}, new long[] {}),
                RuleExample.of(new long[] {4, 1, 3}, new long[] {2, 1}));
    }
}
