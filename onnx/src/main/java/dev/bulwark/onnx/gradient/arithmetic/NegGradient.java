package dev.bulwark.onnx.gradient.arithmetic;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** d(−a) = −da. */
@AutoService(GradientRule.class)
public final class NegGradient implements GradientRule {
    @Override
    public String operator() {
        return "Neg";
    }

    @Override
    public void differentiate(Backward b) {
        b.add(0, b.emit("Neg", b.upstream()));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(RuleExample.of(new long[] {2, 3}));
    }
}
