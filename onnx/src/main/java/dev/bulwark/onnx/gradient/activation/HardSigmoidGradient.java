package dev.bulwark.onnx.gradient.activation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;

/** Slope alpha where 0 < alpha a + beta < 1, else 0. */
@AutoService(GradientRule.class)
public final class HardSigmoidGradient implements GradientRule {
    @Override
    public String operator() {
        return "HardSigmoid";
    }

    @Override
    public void differentiate(Backward b) {
        float alpha = b.node().floatAttribute("alpha", 0.2f);
        String y = b.output();
        String room = b.emit("Mul", y, b.emit("Sub", b.scalar(1, y), y));
        String slope = b.emit("Mul", b.emit("Sign", room), b.scalar(alpha, y));
        b.add(0, b.emit("Mul", b.upstream(), slope));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {2, 3}),
                RuleExample.within(3, 4, new long[] {2, 3}),
                RuleExample.within(-0.4, 0.4, new long[] {2, 3}).with("alpha", Attribute.of(1f)));
    }
}
