package dev.bulwark.onnx.gradient.arithmetic;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** d(1 / a) = −da / a². */
@AutoService(GradientRule.class)
public final class ReciprocalGradient implements GradientRule {
    @Override
    public String operator() {
        return "Reciprocal";
    }

    @Override
    public void differentiate(Backward b) {
        String square = b.emit("Mul", b.output(), b.output());
        b.add(0, b.emit("Neg", b.emit("Mul", b.upstream(), square)));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(RuleExample.within(0.2, 3, new long[] {2, 3}));
    }
}
