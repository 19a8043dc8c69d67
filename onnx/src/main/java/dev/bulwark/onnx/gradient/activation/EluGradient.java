package dev.bulwark.onnx.gradient.activation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;

/** Slope 1 above zero, alpha eᵃ below. */
@AutoService(GradientRule.class)
public final class EluGradient implements GradientRule {
    @Override
    public String operator() {
        return "Elu";
    }

    @Override
    public void differentiate(Backward b) {
        float alpha = b.node().floatAttribute("alpha", 1);
        String x = b.input(0);
        String below = b.emit("Less", x, b.scalar(0, x));
        // Below zero y = alpha (eᵃ − 1), so that the slope is y + alpha.
        String steep = b.emit("Add", b.output(), b.scalar(alpha, x));
        String slope = b.emit("Where", below, steep, b.scalar(1, x));
        b.add(0, b.emit("Mul", b.upstream(), slope));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.within(0.1, 2, new long[] {2, 3}),
                RuleExample.within(-2, -0.1, new long[] {2, 3}).with("alpha", Attribute.of(0.5f)));
    }
}
