package dev.bulwark.onnx.gradient.indexing;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.Map;

/** Element i is start + i · delta; how many there are has no derivative. */
@AutoService(GradientRule.class)
public final class RangeGradient implements GradientRule {
    @Override
    public String operator() {
        return "Range";
    }

    @Override
    public void differentiate(Backward b) {
        String start = b.input(0);
        if (b.wanted(0)) {
            b.add(0, b.sumAll(b.upstream()));
        }
        if (b.wanted(2)) {
            String first = b.constant(TensorValue.of(new long[] {0}));
            String step = b.constant(TensorValue.of(new long[] {1}));
            String indices = b.emit("Range", first, b.emit("Size", b.output()), step);
            long real = b.elementType(start).code();
            String times = b.emit("Cast", List.of(indices), Map.of("to", Attribute.of(real)));
            b.add(2, b.sumAll(b.emit("Mul", b.upstream(), times)));
        }
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.over(
                        RuleExample.random(0.1, 0.2),
                        RuleExample.constant(TensorValue.of(new double[] {4})),
                        RuleExample.random(0.95, 1.05)));
    }
}
