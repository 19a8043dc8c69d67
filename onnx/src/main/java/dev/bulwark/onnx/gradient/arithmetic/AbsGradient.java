package dev.bulwark.onnx.gradient.arithmetic;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** d|a| = sign(a) da; 0 at the kink. */
@AutoService(GradientRule.class)
public final class AbsGradient implements GradientRule {
    @Override
    public String operator() {
        return "Abs";
    }

    @Override
    public void differentiate(Backward b) {
        b.add(0, b.emit("Mul", b.upstream(), b.emit("Sign", b.input(0))));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.within(0.1, 2, new long[] {2, 3}),
                RuleExample.within(-2, -0.1, new long[] {2, 3}));
    }
}
