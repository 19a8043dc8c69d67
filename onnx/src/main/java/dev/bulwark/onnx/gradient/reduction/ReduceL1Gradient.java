package dev.bulwark.onnx.gradient.reduction;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** d Σ|a| = sign(a) da; 0 at the kink. */
@AutoService(GradientRule.class)
public final class ReduceL1Gradient implements GradientRule {
    @Override
    public String operator() {
        return "ReduceL1";
    }

    @Override
    public void differentiate(Backward b) {
        b.add(0, b.emit("Mul", Reductions.upstream(b), b.emit("Sign", b.input(0))));
    }

    @Override
    public List<RuleExample> examples() {
        return Reductions.examples(0.1, 2);
    }
}
