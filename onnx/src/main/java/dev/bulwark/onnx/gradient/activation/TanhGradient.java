package dev.bulwark.onnx.gradient.activation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** d tanh = (1 − tanh)(1 + tanh) da. */
@AutoService(GradientRule.class)
public final class TanhGradient implements GradientRule {
    @Override
    public String operator() {
        return "Tanh";
    }

    @Override
    public void differentiate(Backward b) {
        String y = b.output();
        String one = b.scalar(1, y);
        String slope = b.emit("Mul", b.emit("Sub", one, y), b.emit("Add", one, y));
        b.add(0, b.emit("Mul", b.upstream(), slope));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(RuleExample.of(new long[] {2, 3}));
    }
}
