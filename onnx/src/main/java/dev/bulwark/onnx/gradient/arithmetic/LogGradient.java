package dev.bulwark.onnx.gradient.arithmetic;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** d(ln a) = da / a. */
@AutoService(GradientRule.class)
public final class LogGradient implements GradientRule {
    @Override
    public String operator() {
        return "Log";
    }

    @Override
    public void differentiate(Backward b) {
        b.add(0, b.emit("Div", b.upstream(), b.input(0)));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(RuleExample.within(0.2, 3, new long[] {2, 3}));
    }
}
