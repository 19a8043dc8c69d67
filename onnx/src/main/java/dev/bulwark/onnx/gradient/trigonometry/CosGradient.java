package dev.bulwark.onnx.gradient.trigonometry;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** d cos a = −sin a da. */
@AutoService(GradientRule.class)
public final class CosGradient implements GradientRule {
    @Override
    public String operator() {
        return "Cos";
    }

    @Override
    public void differentiate(Backward b) {
        String x = b.input(0);
        b.add(0, b.emit("Neg", b.emit("Mul", b.upstream(), b.emit("Sin", x))));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.within(-2, 2, new long[] {2, 3}),
                RuleExample.within(-2, 2, new long[] {4}));
    }
}
