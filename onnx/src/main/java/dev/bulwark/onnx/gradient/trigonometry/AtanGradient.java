package dev.bulwark.onnx.gradient.trigonometry;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** d atan a = da / (1 + a²). */
@AutoService(GradientRule.class)
public final class AtanGradient implements GradientRule {
    @Override
    public String operator() {
        return "Atan";
    }

    @Override
    public void differentiate(Backward b) {
        String x = b.input(0);
        String square = b.emit("Mul", x, x);
        b.add(0, b.emit("Div", b.upstream(), b.emit("Add", square, b.scalar(1, x))));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.within(-2, 2, new long[] {2, 3}),
                RuleExample.within(-2, 2, new long[] {4}));
    }
}
