package dev.bulwark.onnx.gradient.reduction;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** The gradient goes to the smallest element; equal ones share it. */
@AutoService(GradientRule.class)
public final class ReduceMinGradient implements GradientRule {
    @Override
    public String operator() {
        return "ReduceMin";
    }

    @Override
    public void differentiate(Backward b) {
        ReducedExtremes.differentiate(b);
    }

    @Override
    public List<RuleExample> examples() {
        return Reductions.examples(-2, 2);
    }
}
