package dev.bulwark.onnx.gradient.trigonometry;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** d atanh a = da / (1 − a²). */
@AutoService(GradientRule.class)
public final class AtanhGradient implements GradientRule {
    @Override
    public String operator() {
        return "Atanh";
    }

    @Override
    public void differentiate(Backward b) {
        String x = b.input(0);
        String square = b.emit("Mul", x, x);
        b.add(0, b.emit("Div", b.upstream(), b.emit("Sub", b.scalar(1, x), square)));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.within(-0.6, 0.6, new long[] {2, 3}),
                RuleExample.within(-0.6, 0.6, new long[] {4}));
    }
}
