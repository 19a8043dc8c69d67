package dev.bulwark.onnx.gradient.shape;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.List;

/** The gradient passes within the triangle. */
@AutoService(GradientRule.class)
public final class TriluGradient implements GradientRule {
    @Override
    public String operator() {
        return "Trilu";
    }

    @Override
    public void differentiate(Backward b) {
        List<String> operands = new ArrayList<>(b.node().inputs());
        operands.set(0, b.upstream());
        b.add(0, b.emit("Trilu", operands, b.node().attributes()));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {3, 4}),
                RuleExample.of(new long[] {2, 3, 3}).with("upper", Attribute.of(0L)),
                RuleExample.of(new long[] {3, 4})
                        .and(RuleExample.fed(TensorValue.of(new long[] {1}))),
                RuleExample.of(new long[] {3, 4})
                        .and(RuleExample.constant(TensorValue.of(new long[] {-1})))
                        .with("upper", Attribute.of(0L)));
    }
}
