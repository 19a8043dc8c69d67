package dev.bulwark.onnx.gradient.reduction;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;

/** Every element of the input gets its share of the gradient of the mean it went into. */
@AutoService(GradientRule.class)
public final class ReduceMeanGradient implements GradientRule {
    @Override
    public String operator() {
        return "ReduceMean";
    }

    @Override
    public void differentiate(Backward b) {
        String spread = Reductions.spread(b, b.upstream());
        b.add(0, b.emit("Div", spread, Reductions.count(b)));
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
                RuleExample.of(new long[] {2, 3}).with("keepdims", Attribute.of(0L)));
    }
}
