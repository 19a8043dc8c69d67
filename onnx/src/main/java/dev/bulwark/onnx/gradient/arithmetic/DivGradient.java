package dev.bulwark.onnx.gradient.arithmetic;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** d(a / b) = da / b − (a / b) db / b. */
@AutoService(GradientRule.class)
public final class DivGradient implements GradientRule {
    @Override
    public String operator() {
        return "Div";
    }

    @Override
    public void differentiate(Backward b) {
        String quotient = b.emit("Div", b.upstream(), b.input(1));
        if (b.wanted(0)) {
            b.add(0, b.sumTo(quotient, b.output(), b.input(0)));
        }
        if (b.wanted(1)) {
            String product = b.emit("Neg", b.emit("Mul", quotient, b.output()));
            b.add(1, b.sumTo(product, b.output(), b.input(1)));
        }
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.within(0.5, 2, new long[] {2, 3}, new long[] {2, 3}),
                RuleExample.within(0.5, 2, new long[] {2, 3}, new long[] {3}),
                RuleExample.within(0.5, 2, new long[] {3}, new long[] {2, 1}),
                RuleExample.within(0.5, 2, new long[] {2, 3}, new long[] {}),
                RuleExample.within(0.5, 2, new long[] {4, 1, 3}, new long[] {2, 1}));
    }
}
