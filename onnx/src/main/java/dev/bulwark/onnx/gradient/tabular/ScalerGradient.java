package dev.bulwark.onnx.gradient.tabular;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Node;
import java.util.List;

/** y = (a − offset) · scale. */
@AutoService(GradientRule.class)
public final class ScalerGradient implements GradientRule {
    @Override
    public String operator() {
        return "Scaler";
    }

    @Override
    public String domain() {
        return Node.ML_DOMAIN;
    }

    @Override
    public void differentiate(Backward b) {
        String g = b.upstream();
        Rows.add(b, 0, Rows.numbers(b, "scale").map(s -> b.emit("Mul", g, s)).orElse(g));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {4, 3})
                        .with("offset", Rows.floats(1, 2, 3))
                        .with("scale", Rows.floats(0.5f, 2, -1)),
                RuleExample.of(new long[] {4, 3})
                        .with("offset", Rows.floats(1))
                        .with("scale", Rows.floats(3)));
    }
}
