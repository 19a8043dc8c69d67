package dev.bulwark.onnx.gradient.trigonometry;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** d tan a = (1 + tan² a) da. */
@AutoService(GradientRule.class)
public final class TanGradient implements GradientRule {
    @Override
    public String operator() {
        return "Tan";
    }

    @Override
    public void differentiate(Backward b) {
        String x = b.input(0);
        String square = b.emit("Mul", b.output(), b.output());
        b.add(0, b.emit("Mul", b.upstream(), b.emit("Add", square, b.scalar(1, x))));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.within(-1.2, 1.2, new long[] {2, 3}),
                RuleExample.within(-1.2, 1.2, new long[] {4}));
    }
}
