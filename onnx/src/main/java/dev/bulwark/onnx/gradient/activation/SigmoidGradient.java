package dev.bulwark.onnx.gradient.activation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** dσ = σ(1 − σ) da. */
@AutoService(GradientRule.class)
public final class SigmoidGradient implements GradientRule {
    @Override
    public String operator() {
        return "Sigmoid";
    }

    @Override
    public void differentiate(Backward b) {
        String y = b.output();
        String slope = b.emit("Mul", y, b.emit("Sub", b.scalar(1, y), y));
        b.add(0, b.emit("Mul", b.upstream(), slope));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(RuleExample.of(new long[] {2, 3}));
    }
}
