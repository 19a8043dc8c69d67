package dev.bulwark.onnx.gradient.trigonometry;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** d asin a = da / √(1 − a²). */
@AutoService(GradientRule.class)
public final class AsinGradient implements GradientRule {
    @Override
    public String operator() {
        return "Asin";
    }

    @Override
    public void differentiate(Backward b) {
        String x = b.input(0);
        b.add(0, b.emit("Div", b.upstream(), Circles.other(b, x)));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.within(-0.9, 0.9, new long[] {2, 3}),
                RuleExample.within(-0.9, 0.9, new long[] {4}));
    }
}
