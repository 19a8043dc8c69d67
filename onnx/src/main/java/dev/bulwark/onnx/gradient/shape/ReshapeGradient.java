package dev.bulwark.onnx.gradient.shape;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.Map;

/** The gradient takes the shape of the input again. */
@AutoService(GradientRule.class)
public final class ReshapeGradient implements GradientRule {
    @Override
    public String operator() {
        return "Reshape";
    }

    @Override
    public void differentiate(Backward b) {
        // Without it, a length of 0 would mean: as before.
        Map<String, Attribute> settings = Map.of("allowzero", Attribute.of(1L));
        b.add(0, b.emit("Reshape", List.of(b.upstream(), b.shapeOf(b.input(0))), settings));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                reshape(RuleExample.constant(TensorValue.vector(3, -1))),
                reshape(RuleExample.constant(TensorValue.vector(0, 3, 2))),
                reshape(RuleExample.constant(TensorValue.vector(12)))
                        .with("allowzero", Attribute.of(1L)),
                reshape(RuleExample.fed(TensorValue.vector(4, 1, 3))),
                RuleExample.of(new long[] {1, 1})
                        .and(RuleExample.constant(TensorValue.of(new long[0], 0))));
    }

    private static RuleExample reshape(RuleExample.Operand shape) {
        return RuleExample.of(new long[] {2, 6}).and(shape);
    }
}
