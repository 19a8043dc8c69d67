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
public final class ScatterElementsGradient implements GradientRule {
    @Override
    public String operator() {
        return "ScatterElements";
    }

    @Override
    public void differentiate(Backward b) {
        new Scatter(b, OptionalLong.of(b.node().intAttribute("axis", 0))).differentiate();
    }

    @Override
    public List<RuleExample> examples() {

        TensorValue apart = TensorValue.of(new long[] {0, 2, -1, 1, 3, 0}, 2, 3);
        TensorValue meeting = TensorValue.of(new long[] {0, 0, 2, 0, -2, 2}, 2, 3);
        RuleExample.Operand zeros =
                new RuleExample.Operand.Values(
                        TensorValue.of(new double[] {0, 2, 0, 3, 0, 0}, 2, 3));
        return List.of(
                scatter(apart, RuleExample.random(2, 3)),
                scatter(meeting, RuleExample.random(2, 3)).with("reduction", Attribute.of("add")),
                scatter(meeting, RuleExample.random(0.5, 2, 2, 3))
                        .with("axis", Attribute.of(1L))
                        .with("reduction", Attribute.of("mul")),
                scatter(meeting, zeros).with("reduction", Attribute.of("mul")),
                scatter(meeting, RuleExample.random(2, 3)).with("reduction", Attribute.of("max")),
                scatter(meeting, RuleExample.random(2, 3))
                        .with("axis", Attribute.of(-1L))
                        .with("reduction", Attribute.of("min")));
    }

    private static RuleExample scatter(TensorValue indices, RuleExample.Operand updates) {
        return RuleExample.of(new long[] {4, 3}).and(RuleExample.fed(indices)).and(updates);
    }
}
