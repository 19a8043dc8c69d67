package dev.bulwark.onnx.gradient.shape;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;

/** The gradient of a repeated value is the sum over its copies. */
@AutoService(GradientRule.class)
public final class ExpandGradient implements GradientRule {
    @Override
    public String operator() {
        return "Expand";
    }

    @Override
    public void differentiate(Backward b) {
        b.add(0, b.sumTo(b.upstream(), b.output(), b.input(0)));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {3, 1})
                        .and(RuleExample.constant(TensorValue.vector(2, 3, 4))),
                RuleExample.of(new long[] {3, 1}).and(RuleExample.fed(TensorValue.vector(2, 1, 4))),
                RuleExample.of(new long[] {2, 3})
                        .and(RuleExample.constant(TensorValue.vector(1, 1))),
                RuleExample.of(new long[] {}).and(RuleExample.constant(TensorValue.vector(2, 2))),
                RuleExample.of(new long[] {3}).and(RuleExample.constant(TensorValue.vector(3))));
    }
}
