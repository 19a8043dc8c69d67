package dev.bulwark.onnx.gradient.reduction;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.ArrayList;
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
        List<RuleExample> examples = new ArrayList<>(Reductions.examples(-2, 2));
        examples.add(
                RuleExample.within(-2, 2, new long[] {2, 3})
                        .with("noop_with_empty_axes", Attribute.of(1L)));
        return examples;
    }
}
