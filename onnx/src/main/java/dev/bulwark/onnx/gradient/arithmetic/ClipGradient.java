package dev.bulwark.onnx.gradient.arithmetic;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;

/**
 * The gradient passes where the value lies within the bounds, which counts the bounds themselves. A
 * bound that is differentiated by gets the gradients of the values that it holds.
 */
@AutoService(GradientRule.class)
public final class ClipGradient implements GradientRule {
    @Override
    public String operator() {
        return "Clip";
    }

    @Override
    public void differentiate(Backward b) {
        String x = b.input(0);
        String zero = b.scalar(0, x);
        if (b.wanted(0)) {
            String kept = b.emit("Equal", x, b.output());
            b.add(0, b.emit("Where", kept, b.upstream(), zero));
        }
        boolean lower = b.node().input(1).isPresent();
        String raised = lower ? b.emit("Max", x, b.input(1)) : x;
        if (lower && b.wanted(1)) {
            String below = b.emit("Less", x, b.input(1));
            String held = b.emit("Where", below, b.upstream(), zero);
            // The upper bound has the last word where the two contradict.
            if (b.node().input(2).isPresent()) {
                String above = b.emit("Greater", b.input(1), b.input(2));
                held = b.emit("Where", above, zero, held);
            }
            b.add(1, b.emit("Reshape", b.sumAll(held), b.shapeOf(b.input(1))));
        }
        if (b.wanted(2)) {
            String above = b.emit("Greater", raised, b.input(2));
            String held = b.emit("Where", above, b.upstream(), zero);
            b.add(2, b.emit("Reshape", b.sumAll(held), b.shapeOf(b.input(2))));
        }
    }

    @Override
    public List<RuleExample> examples() {

        RuleExample.Operand low = RuleExample.constant(TensorValue.of(new double[] {-1}));
        RuleExample.Operand high = RuleExample.constant(TensorValue.of(new double[] {1}));
        return List.of(
                clip(-0.9, 0.9, low, high),
                clip(1.1, 2, low, high),
                clip(-2, -1.1, low, high),
                clip(-2, -1.1, low),
                clip(1.1, 2, new RuleExample.Operand.Absent(), high),
                clip(-2, 2),
                clip(1.1, 2, low, RuleExample.random(0.5, 0.9)),
                clip(-2, -1.1, RuleExample.random(-0.9, -0.5), high),
                clip(-2, -1.1, RuleExample.random(1.1, 1.4), RuleExample.random(0.5, 0.9)));
    }

    private static RuleExample clip(double least, double most, RuleExample.Operand... bounds) {
        RuleExample example = RuleExample.within(least, most, new long[] {2, 3});
        for (RuleExample.Operand bound : bounds) {
            example = example.and(bound);
        }
        return example;
    }
}
