package dev.bulwark.onnx.gradient.reduction;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;

/** Every element of the input gets the gradient of the sum it went into. */
@AutoService(GradientRule.class)
public final class ReduceSumGradient implements GradientRule {
    @Override
    public String operator() {
        return "ReduceSum";
    }

    @Override
    public void differentiate(Backward b) {
        b.add(0, Reductions.spread(b, b.upstream()));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {2, 3, 2}),
                RuleExample.of(new long[] {2, 3, 2})
                        .and(RuleExample.constant(TensorValue.vector(1)))
                        .with("keepdims", Attribute.of(0L)),
                RuleExample.of(new long[] {2, 3, 2})
                        .and(RuleExample.constant(TensorValue.vector(0, -1))),
                RuleExample.of(new long[] {2, 3}).with("noop_with_empty_axes", Attribute.of(1L)),
                RuleExample.of(new long[] {2, 3}).with("keepdims", Attribute.of(0L)));
    }
}
