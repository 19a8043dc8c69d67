package dev.bulwark.onnx.gradient.activation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** a · max(0, min(1, a/6 + 1/2)): slope a/3 + 1/2 within (−3, 3), 0 below, 1 above. */
@AutoService(GradientRule.class)
public final class HardSwishGradient implements GradientRule {
    @Override
    public String operator() {
        return "HardSwish";
    }

    @Override
    public void differentiate(Backward b) {
        String x = b.input(0);
        String inner = b.emit("Add", b.emit("Div", x, b.scalar(3, x)), b.scalar(0.5, x));
        String above = b.emit("Greater", x, b.scalar(3, x));
        String below = b.emit("Less", x, b.scalar(-3, x));
        String slope = b.emit("Where", above, b.scalar(1, x), inner);
        slope = b.emit("Where", below, b.scalar(0, x), slope);
        b.add(0, b.emit("Mul", b.upstream(), slope));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.within(-2.5, 2.5, new long[] {2, 3}),
                RuleExample.within(3.5, 5, new long[] {2, 3}),
                RuleExample.within(-5, -3.5, new long[] {2, 3}));
    }
}
