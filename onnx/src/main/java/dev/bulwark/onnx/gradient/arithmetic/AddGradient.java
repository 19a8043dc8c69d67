package dev.bulwark.onnx.gradient.arithmetic;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** d(a + b) = da + db. */
@AutoService(GradientRule.class)
public final class AddGradient implements GradientRule {
    @Override
    public String operator() {
        return "Add";
    }

    @Override
    public void differentiate(Backward b) {
        for (int i = 0; i < 2; i++) {
            if (b.wanted(i)) {
                b.add(i, b.sumTo(b.upstream(), b.output(), b.input(i)));
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
