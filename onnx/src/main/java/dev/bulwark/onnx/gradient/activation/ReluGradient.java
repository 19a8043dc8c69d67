package dev.bulwark.onnx.gradient.activation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/**
 * The gradient passes where the output is positive. The sign of the output, 0 or 1, is the mask.
 */
@AutoService(GradientRule.class)
public final class ReluGradient implements GradientRule {
    @Override
    public String operator() {
        return "Relu";
    }

    @Override
    public void differentiate(Backward b) {
        b.add(0, b.emit("Mul", b.upstream(), b.emit("Sign", b.output())));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.within(0.1, 2, new long[] {2, 3}),
                RuleExample.within(-2, -0.1, new long[] {2, 3}));
    }
}
