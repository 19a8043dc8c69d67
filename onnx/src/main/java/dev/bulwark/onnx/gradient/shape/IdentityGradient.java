package dev.bulwark.onnx.gradient.shape;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** The gradient passes. */
@AutoService(GradientRule.class)
public final class IdentityGradient implements GradientRule {
    @Override
    public String operator() {
        return "Identity";
    }

    @Override
    public void differentiate(Backward b) {
        b.add(0, b.upstream());
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(RuleExample.of(new long[] {2, 3}));
    }
}
