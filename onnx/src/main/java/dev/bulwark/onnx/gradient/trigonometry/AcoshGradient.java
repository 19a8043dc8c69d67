package dev.bulwark.onnx.gradient.trigonometry;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** d acosh a = da / √(a² − 1). */
@AutoService(GradientRule.class)
public final class AcoshGradient implements GradientRule {
    @Override
    public String operator() {
        return "Acosh";
    }

    @Override
    public void differentiate(Backward b) {
        String x = b.input(0);
        String square = b.emit("Mul", x, x);
        String root = b.emit("Sqrt", b.emit("Sub", square, b.scalar(1, x)));
        b.add(0, b.emit("Div", b.upstream(), root));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.within(1.2, 3, new long[] {2, 3}),
                RuleExample.within(1.2, 3, new long[] {4}));
    }
}
