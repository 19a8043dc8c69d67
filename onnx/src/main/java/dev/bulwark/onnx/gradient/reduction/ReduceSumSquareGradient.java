package dev.bulwark.onnx.gradient.reduction;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** d Σ a² = 2a da. */
@AutoService(GradientRule.class)
public final class ReduceSumSquareGradient implements GradientRule {
    @Override
    public String operator() {
        return "ReduceSumSquare";
    }

    @Override
    public void differentiate(Backward b) {
        String twice = b.emit("Add", b.upstream(), b.upstream());
        b.add(0, b.emit("Mul", b.input(0), Reductions.keptShape(b, twice)));
    }

    @Override
    public List<RuleExample> examples() {
        return Reductions.examples(-2, 2);
    }
}
