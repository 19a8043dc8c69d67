package dev.bulwark.onnx.gradient.indexing;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.OptionalLong;

/** The gradient of what was written is taken from where it went; what was there keeps the rest. */
@AutoService(GradientRule.class)
public final class ScatterNDGradient implements GradientRule {
    @Override
    public String operator() {
        return "ScatterND";
    }

    @Override
    public void differentiate(Backward b) {
        new Scatter(b, OptionalLong.empty()).differentiate();
    }

    @Override
    public List<RuleExample> examples() {

        TensorValue apart = TensorValue.of(new long[] {3, 0}, 2, 1);
        TensorValue meeting = TensorValue.of(new long[] {1, 1}, 2, 1);
        TensorValue points = TensorValue.of(new long[] {1, 2, 0, 0, 1, 2}, 3, 2);
        RuleExample.Operand zeros =
                new RuleExample.Operand.Values(TensorValue.of(new double[] {0, 2, 0}, 3));
        return List.of(
                scatter(apart, RuleExample.random(2, 3)),
                scatter(meeting, RuleExample.random(2, 3)).with("reduction", Attribute.of("add")),
                scatter(points, RuleExample.random(0.5, 2, 3))
                        .with("reduction", Attribute.of("mul")),
                scatter(points, zeros).with("reduction", Attribute.of("mul")),
                scatter(points, RuleExample.random(3)).with("reduction", Attribute.of("max")),
                scatter(meeting, RuleExample.random(2, 3)).with("reduction", Attribute.of("min")));
    }

    private static RuleExample scatter(TensorValue indices, RuleExample.Operand updates) {
        return RuleExample.of(new long[] {4, 3}).and(RuleExample.fed(indices)).and(updates);
    }
}
