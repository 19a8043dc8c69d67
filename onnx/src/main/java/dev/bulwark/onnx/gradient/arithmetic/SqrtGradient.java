package dev.bulwark.onnx.gradient.arithmetic;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** d(√a) = da / (2√a). */
@AutoService(GradientRule.class)
public final class SqrtGradient implements GradientRule {
    @Override
    public String operator() {
        return "Sqrt";
    }

    @Override
    public void differentiate(Backward b) {
        String twice = b.emit("Add", b.output(), b.output());
        b.add(0, b.emit("Div", b.upstream(), twice));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(RuleExample.within(0.2, 3, new long[] {2, 3}));
    }
}
