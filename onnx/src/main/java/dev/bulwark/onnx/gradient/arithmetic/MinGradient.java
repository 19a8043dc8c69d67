package dev.bulwark.onnx.gradient.arithmetic;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** The gradient goes to the smallest operand; equal ones share it. */
@AutoService(GradientRule.class)
public final class MinGradient implements GradientRule {
    @Override
    public String operator() {
        return "Min";
    }

    @Override
    public void differentiate(Backward b) {
        Extremes.differentiate(b);
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {2, 3}, new long[] {3}, new long[] {2, 1}),
                RuleExample.of(new long[] {4}));
    }
}
