package dev.bulwark.onnx.gradient.arithmetic;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/**
 * d(√a) = da / (2√a). At 0, where the slope is infinite, it counts as 0: one element that is zero
 * must not make every gradient before it infinite.
 */
@AutoService(GradientRule.class)
public final class SqrtGradient implements GradientRule {
    @Override
    public String operator() {
        return "Sqrt";
    }

    @Override
    public void differentiate(Backward b) {
        String y = b.output();
        String zero = b.scalar(0, b.input(0));
        String half = b.emit("Mul", b.upstream(), b.scalar(0.5, b.input(0)));
        b.add(0, b.emit("Where", b.emit("Greater", y, zero), b.emit("Div", half, y), zero));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(RuleExample.within(0.2, 3, new long[] {2, 3}));
    }
}
