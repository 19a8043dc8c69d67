package dev.bulwark.onnx.gradient.activation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** d ln(1 + eᵃ) = σ(a) da. */
@AutoService(GradientRule.class)
public final class SoftplusGradient implements GradientRule {
    @Override
    public String operator() {
        return "Softplus";
    }

    @Override
    public void differentiate(Backward b) {
        b.add(0, b.emit("Mul", b.upstream(), b.emit("Sigmoid", b.input(0))));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(RuleExample.of(new long[] {2, 3}));
    }
}
