package dev.bulwark.onnx.gradient.activation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;

/** The gradient passes outside [−lambd, lambd], where the value is moved but not cut. */
@AutoService(GradientRule.class)
public final class ShrinkGradient implements GradientRule {
    @Override
    public String operator() {
        return "Shrink";
    }

    @Override
    public void differentiate(Backward b) {
        String x = b.input(0);
        String edge = b.scalar(b.node().floatAttribute("lambd", 0.5f), x);
        String outside = b.emit("Greater", b.emit("Abs", x), edge);
        b.add(0, b.emit("Where", outside, b.upstream(), b.scalar(0, x)));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.within(0.6, 2, new long[] {2, 3}),
                RuleExample.within(-0.4, 0.4, new long[] {2, 3}),
                RuleExample.within(-3, -1.1, new long[] {2, 3})
                        .with("lambd", Attribute.of(1f))
                        .with("bias", Attribute.of(0.25f)));
    }
}
