package dev.bulwark.onnx.gradient.shape;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;

/** The gradient takes the shape of the input again. */
@AutoService(GradientRule.class)
public final class ReshapeGradient implements GradientRule {
    @Override
    public String operator() {
        return "Reshape";
    }

    @Override
    public void differentiate(Backward b) {
        b.add(0, b.emit("Reshape", b.upstream(), b.shapeOf(b.input(0))));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {2, 6})
                        .and(RuleExample.constant(TensorValue.vector(3, -1))),
                RuleExample.of(new long[] {2, 3})
                        .and(RuleExample.constant(TensorValue.vector(0, 3, 1))));
    }
}
