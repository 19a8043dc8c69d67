package dev.bulwark.onnx.gradient.indexing;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The two values get the gradients of the elements that hold them. */
@AutoService(GradientRule.class)
public final class OneHotGradient implements GradientRule {
    @Override
    public String operator() {
        return "OneHot";
    }

    @Override
    public void differentiate(Backward b) {
        List<String> operands = new ArrayList<>(b.node().inputs());
        operands.set(2, b.constant(TensorValue.of(new float[] {0, 1}, 2)));
        String floats = b.emit("OneHot", operands, b.node().attributes());
        String chosen =
                b.emit(
                        "Cast",
                        List.of(floats),
                        Map.of("to", Attribute.of((long) b.elementType(b.input(2)).code())));
        String on = b.sumAll(b.emit("Mul", b.upstream(), chosen));
        String off = b.emit("Sub", b.sumAll(b.upstream()), on);
        String first = b.emit("Reshape", off, b.ints(1));
        b.add(2, b.joined(List.of(first, b.emit("Reshape", on, b.ints(1)))));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(oneHot(), oneHot().with("axis", Attribute.of(0L)));
    }

    private static RuleExample oneHot() {
        return RuleExample.over(
                RuleExample.fed(TensorValue.of(new long[] {1, 0, -1, 2}, 4)),
                RuleExample.constant(TensorValue.of(new long[] {3})),
                RuleExample.random(2));
    }
}
