package dev.bulwark.onnx.gradient.activation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;

/** Slope γ above zero; below, where y = γα(eᵃ − 1), it is y + γα. */
@AutoService(GradientRule.class)
public final class SeluGradient implements GradientRule {
    @Override
    public String operator() {
        return "Selu";
    }

    @Override
    public void differentiate(Backward b) {
        float alpha = b.node().floatAttribute("alpha", 1.6732632f);
        float gamma = b.node().floatAttribute("gamma", 1.050701f);
        String x = b.input(0);
        String steep = b.emit("Add", b.output(), b.scalar((double) gamma * alpha, x));
        String above = b.emit("Greater", x, b.scalar(0, x));
        String slope = b.emit("Where", above, b.scalar(gamma, x), steep);
        b.add(0, b.emit("Mul", b.upstream(), slope));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.within(0.1, 2, new long[] {2, 3}),
                RuleExample.within(-2, -0.1, new long[] {2, 3}),
                RuleExample.within(-2, -0.1, new long[] {2, 3})
                        .with("alpha", Attribute.of(0.75f))
                        .with("gamma", Attribute.of(2f)));
    }
}
