package dev.bulwark.onnx.gradient.tabular;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Node;
import java.util.List;

/** y = x Wᵀ + b: dx = g W. */
@AutoService(GradientRule.class)
public final class LinearRegressorGradient implements GradientRule {
    @Override
    public String operator() {
        return "LinearRegressor";
    }

    @Override
    public String domain() {
        return Node.ML_DOMAIN;
    }

    @Override
    public void differentiate(Backward b) {
        String g = Rows.beforeTransform(b, b.output(), b.upstream());
        String weights = Rows.matrix(b, "coefficients", b.node().intAttribute("targets", 1));
        Rows.add(b, 0, b.emit("MatMul", g, weights));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {4, 3})
                        .with("coefficients", Rows.floats(1, -2, 0.5f))
                        .with("intercepts", Rows.floats(0.25f)),
                RuleExample.of(new long[] {4, 3})
                        .with("targets", Attribute.of(2L))
                        .with("coefficients", Rows.floats(1, -2, 0.5f, 0.25f, 1, 2))
                        .with("intercepts", Rows.floats(0, 1)));
    }
}
