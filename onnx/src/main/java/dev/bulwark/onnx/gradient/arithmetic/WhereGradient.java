package dev.bulwark.onnx.gradient.arithmetic;

import com.google.auto.service.AutoService;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;

/** The gradient goes to whichever side was taken. */
@AutoService(GradientRule.class)
public final class WhereGradient implements GradientRule {
    @Override
    public String operator() {
        return "Where";
    }

    @Override
    public void differentiate(Backward b) {
        String zero = b.scalar(0, b.output());
        if (b.wanted(1)) {
            String taken = b.emit("Where", b.input(0), b.upstream(), zero);
            b.add(1, b.sumTo(taken, b.output(), b.input(1)));
        }
        if (b.wanted(2)) {
            String taken = b.emit("Where", b.input(0), zero, b.upstream());
            b.add(2, b.sumTo(taken, b.output(), b.input(2)));
        }
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.over(
                        RuleExample.constant(
                                TensorValue.ofRaw(
                                        ElementType.BOOL,
                                        List.of(2L, 3L),
                                        Bytes.of(new byte[] {1, 0, 1, 0, 0, 1}))),
                        RuleExample.random(3),
                        RuleExample.random(2, 1)));
    }
}
