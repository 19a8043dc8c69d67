package dev.bulwark.onnx.gradient.arithmetic;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** d(eᵃ) = eᵃ da. */
@AutoService(GradientRule.class)
public final class ExpGradient implements GradientRule {
    @Override
    public String operator() {
        return "Exp";
    }

    @Override
    public void differentiate(Backward b) {
        b.add(0, b.emit("Mul", b.upstream(), b.output()));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(RuleExample.of(new long[] {2, 3}));
    }
}
