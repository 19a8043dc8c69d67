package dev.bulwark.onnx.gradient.activation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;

/** The gradient passes above the threshold. */
@AutoService(GradientRule.class)
public final class ThresholdedReluGradient implements GradientRule {
    @Override
    public String operator() {
        return "ThresholdedRelu";
    }

    @Override
    public void differentiate(Backward b) {
        String x = b.input(0);
        String above = b.emit("Greater", x, b.scalar(b.node().floatAttribute("alpha", 1), x));
        b.add(0, b.emit("Where", above, b.upstream(), b.scalar(0, x)));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.within(1.1, 2, new long[] {2, 3}),
                RuleExample.within(-2, 0.9, new long[] {2, 3}),
                RuleExample.within(0.6, 2, new long[] {2, 3}).with("alpha", Attribute.of(0.5f)));
    }
}
