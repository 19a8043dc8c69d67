package dev.bulwark.onnx.gradient.arithmetic;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;

/**
 * The gradient passes where the value lies within the bounds, which counts the bounds themselves.
 */
@AutoService(GradientRule.class)
public final class ClipGradient implements GradientRule {
    @Override
    public String operator() {
        return "Clip";
    }

    @Override
    public void differentiate(Backward b) {
        String value = b.input(0);
        String gradient = b.upstream();
        String zero = b.scalar(0, value);
        if (b.node().input(1).isPresent()) {
            String outside = b.emit("Less", value, b.input(1));
            gradient = b.emit("Where", outside, zero, gradient);
        }
        if (b.node().input(2).isPresent()) {
            String outside = b.emit("Greater", value, b.input(2));
            gradient = b.emit("Where", outside, zero, gradient);
        }
        if (b.wanted(0)) {
            b.add(0, gradient);
        }
        if (b.wanted(1) || b.wanted(2)) {
            throw b.unsupported("its bounds depend on what is differentiated by");
        }
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(within(-0.9, 0.9), within(1.1, 2), within(-2, -1.1));
    }

    private static RuleExample within(double least, double most) {
        return RuleExample.within(least, most, new long[] {2, 3})
                .and(RuleExample.constant(TensorValue.of(new double[] {-1})))
                .and(RuleExample.constant(TensorValue.of(new double[] {1})));
    }
}
