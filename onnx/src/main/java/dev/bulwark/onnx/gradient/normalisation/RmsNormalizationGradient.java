package dev.bulwark.onnx.gradient.normalisation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;

/**
 * y = scale x / √(mean x² + epsilon) over the last axes (Zhang and Sennrich 2019, equation 4): dx =
 * (h − n mean(h n)) / √(…), with h = scale g and n = x / √(…).
 */
@AutoService(GradientRule.class)
public final class RmsNormalizationGradient implements GradientRule {
    private static final long SINCE = 23;

    @Override
    public String operator() {
        return "RMSNormalization";
    }

    @Override
    public void differentiate(Backward b) {
        String x = b.input(0);
        String g = b.upstream();
        String axes = Axes.from(b, b.node().intAttribute("axis", -1), x);
        float epsilon = b.node().floatAttribute("epsilon", 1e-5f);
        String square = Normalised.mean(b, b.emit("Mul", x, x), axes);
        String root = b.emit("Sqrt", b.emit("Add", square, b.scalar(epsilon, x)));
        String inverse = b.emit("Reciprocal", root);
        String n = b.emit("Mul", x, inverse);
        if (b.wanted(0)) {
            String scaled = b.emit("Mul", g, b.input(1));
            String along = Normalised.mean(b, b.emit("Mul", scaled, n), axes);
            String inner = b.emit("Sub", scaled, b.emit("Mul", n, along));
            b.add(0, b.emit("Mul", inner, inverse));
        }
        if (b.wanted(1)) {
            b.add(1, b.sumTo(b.emit("Mul", g, n), x, b.input(1)));
        }
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {2, 3, 4}, new long[] {4}).inOpset(SINCE),
                RuleExample.of(new long[] {2, 3, 4}, new long[] {3, 4})
                        .with("axis", Attribute.of(1L))
                        .with("epsilon", Attribute.of(0.5f))
                        .inOpset(SINCE),
                RuleExample.of(new long[] {2, 3, 4}, new long[] {4})
                        .with("axis", Attribute.of(-2L))
                        .with("stash_type", Attribute.of(1L))
                        .inOpset(SINCE));
    }
}
