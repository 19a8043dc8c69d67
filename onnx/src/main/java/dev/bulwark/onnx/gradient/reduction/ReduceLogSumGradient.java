package dev.bulwark.onnx.gradient.reduction;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** d ln(Σ a) = da / Σ a, the sum being that of which y is the logarithm. */
@AutoService(GradientRule.class)
public final class ReduceLogSumGradient implements GradientRule {
    @Override
    public String operator() {
        return "ReduceLogSum";
    }

    @Override
    public void differentiate(Backward b) {
        String share = b.emit("Mul", b.upstream(), b.emit("Exp", b.emit("Neg", b.output())));
        b.add(0, Reductions.spread(b, share));
    }

    @Override
    public List<RuleExample> examples() {
        return Reductions.examples(0.2, 2);
    }
}
