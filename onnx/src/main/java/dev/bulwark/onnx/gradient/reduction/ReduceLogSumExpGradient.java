package dev.bulwark.onnx.gradient.reduction;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** d ln(Σ eᵃ) = e^(a − y) da: the shares of a softmax. */
@AutoService(GradientRule.class)
public final class ReduceLogSumExpGradient implements GradientRule {
    @Override
    public String operator() {
        return "ReduceLogSumExp";
    }

    @Override
    public void differentiate(Backward b) {
        String y = Reductions.keptShape(b, b.output());
        String shares = b.emit("Exp", b.emit("Sub", b.input(0), y));
        b.add(0, b.emit("Mul", Reductions.upstream(b), shares));
    }

    @Override
    public List<RuleExample> examples() {
        return Reductions.examples(-2, 2);
    }
}
