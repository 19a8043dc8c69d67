package dev.bulwark.onnx.gradient.shape;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.Map;

/** The gradient is cast back. */
@AutoService(GradientRule.class)
public final class CastLikeGradient implements GradientRule {
    @Override
    public String operator() {
        return "CastLike";
    }

    @Override
    public void differentiate(Backward b) {
        long from = b.elementType(b.input(0)).code();
        b.add(0, b.emit("Cast", List.of(b.upstream()), Map.of("to", Attribute.of(from))));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {2, 3})
                        .and(RuleExample.constant(TensorValue.of(new double[] {1}))));
    }
}
