package dev.bulwark.onnx.gradient.reduction;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.List;

/**
 * Every element gets the product of the others, also where some are zero: with one zero only that
 * element has a slope, with two none has.
 */
@AutoService(GradientRule.class)
public final class ReduceProdGradient implements GradientRule {
    @Override
    public String operator() {
        return "ReduceProd";
    }

    @Override
    public void differentiate(Backward b) {
        String x = b.input(0);
        String one = b.scalar(1, x);
        String zero = b.scalar(0, x);
        String isZero = b.emit("Equal", x, zero);
        String safe = b.emit("Where", isZero, one, x);
        String zeros = b.emit("Where", isZero, one, zero);
        // The zeros among the others: all of them less the element itself.
        String alone = b.emit("Equal", Reductions.sum(b, zeros), zeros);
        String others = b.emit("Div", Reductions.along(b, "ReduceProd", safe), safe);
        String slope = b.emit("Where", alone, others, zero);
        b.add(0, b.emit("Mul", Reductions.upstream(b), slope));
    }

    @Override
    public List<RuleExample> examples() {
        RuleExample.Operand zeros =
                new RuleExample.Operand.Values(
                        TensorValue.of(new double[] {0, 2, 3, 4, 0, 0, 1, 5, 6}, 3, 3));
        List<RuleExample> examples = new ArrayList<>(Reductions.examples(0.5, 2));
        examples.add(RuleExample.over(zeros, RuleExample.constant(TensorValue.vector(1))));
        examples.add(RuleExample.over(zeros));
        return examples;
    }
}
