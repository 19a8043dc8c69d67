package dev.bulwark.onnx.gradient.activation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;

/** d(a σ(αa)) = σ + α y (1 − σ) (Ramachandran et al. 2017). */
@AutoService(GradientRule.class)
public final class SwishGradient implements GradientRule {
    @Override
    public String operator() {
        return "Swish";
    }

    @Override
    public void differentiate(Backward b) {
        float alpha = b.node().floatAttribute("alpha", 1);
        String x = b.input(0);
        String scaled = alpha == 1 ? x : b.emit("Mul", x, b.scalar(alpha, x));
        String share = b.emit("Sigmoid", scaled);
        // With αy = s · αa it is s (1 + αa (1 − s)).
        String rest = b.emit("Mul", scaled, b.emit("Sub", b.scalar(1, x), share));
        String slope = b.emit("Mul", share, b.emit("Add", b.scalar(1, x), rest));
        b.add(0, b.emit("Mul", b.upstream(), slope));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {2, 3}).inOpset(24),
                RuleExample.of(new long[] {2, 3}).with("alpha", Attribute.of(1.5f)).inOpset(24));
    }
}
