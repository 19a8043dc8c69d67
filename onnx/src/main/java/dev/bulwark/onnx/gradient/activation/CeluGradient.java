package dev.bulwark.onnx.gradient.activation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;

/** Slope 1 above zero; below, where y = α(e^(a/α) − 1), it is y/α + 1, which is > 1 above. */
@AutoService(GradientRule.class)
public final class CeluGradient implements GradientRule {
    @Override
    public String operator() {
        return "Celu";
    }

    @Override
    public void differentiate(Backward b) {
        float alpha = b.node().floatAttribute("alpha", 1);
        String y = b.output();
        String one = b.scalar(1, b.input(0));
        String scaled = alpha == 1 ? y : b.emit("Div", y, b.scalar(alpha, b.input(0)));
        String slope = b.emit("Min", b.emit("Add", scaled, one), one);
        b.add(0, b.emit("Mul", b.upstream(), slope));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.within(0.1, 2, new long[] {2, 3}),
                RuleExample.within(-2, -0.1, new long[] {2, 3}),
                RuleExample.within(-2, -0.1, new long[] {2, 3}).with("alpha", Attribute.of(0.5f)));
    }
}
