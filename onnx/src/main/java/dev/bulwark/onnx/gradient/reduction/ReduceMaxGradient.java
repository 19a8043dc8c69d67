package dev.bulwark.onnx.gradient.reduction;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** The gradient goes to the largest element; equal ones share it. */
@AutoService(GradientRule.class)
public final class ReduceMaxGradient implements GradientRule {
    @Override
    public String operator() {
        return "ReduceMax";
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
