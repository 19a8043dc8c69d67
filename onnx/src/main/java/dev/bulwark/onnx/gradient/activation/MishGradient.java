package dev.bulwark.onnx.gradient.activation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** d(a tanh s) = tanh s + a (1 − tanh² s) σ(a), with s = softplus(a) (Misra 2020). */
@AutoService(GradientRule.class)
public final class MishGradient implements GradientRule {
    @Override
    public String operator() {
        return "Mish";
    }

    @Override
    public void differentiate(Backward b) {
        String x = b.input(0);
        String t = b.emit("Tanh", b.emit("Softplus", x));
        String room = b.emit("Sub", b.scalar(1, x), b.emit("Mul", t, t));
        String inner = b.emit("Mul", b.emit("Mul", x, b.emit("Sigmoid", x)), room);
        b.add(0, b.emit("Mul", b.upstream(), b.emit("Add", t, inner)));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(RuleExample.of(new long[] {2, 3}), RuleExample.of(new long[] {4}));
    }
}
