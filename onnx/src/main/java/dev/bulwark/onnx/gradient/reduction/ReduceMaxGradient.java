package dev.bulwark.onnx.gradient.reduction;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.Map;

/** The gradient goes to the largest element; equal ones share it. */
@AutoService(GradientRule.class)
public final class ReduceMaxGradient implements GradientRule {
    @Override
    public String operator() {
        return "ReduceMax";
    }

    @Override
    public void differentiate(Backward b) {
        String largest = Reductions.keptShape(b, b.output());
        String mask =
                b.emit(
                        "Cast",
                        List.of(b.emit("Equal", b.input(0), largest)),
                        Map.of("to", Attribute.of((long) b.elementType(b.input(0)).code())));
        String ties = Reductions.sum(b, mask);
        String g = Reductions.keptShape(b, b.upstream());
        b.add(0, b.emit("Mul", mask, b.emit("Div", g, ties)));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {2, 3, 2}),
                RuleExample.of(new long[] {2, 3, 2})
                        .and(RuleExample.constant(TensorValue.vector(1)))
                        .with("keepdims", Attribute.of(0L)),
                RuleExample.of(new long[] {2, 3}).with("keepdims", Attribute.of(0L)));
    }
}
