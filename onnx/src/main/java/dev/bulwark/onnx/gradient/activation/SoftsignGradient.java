package dev.bulwark.onnx.gradient.activation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** d(a / (1 + |a|)) = (1 − |y|)² da. */
@AutoService(GradientRule.class)
public final class SoftsignGradient implements GradientRule {
    @Override
    public String operator() {
        return "Softsign";
    }

    @Override
    public void differentiate(Backward b) {
        String x = b.input(0);
        String room = b.emit("Sub", b.scalar(1, x), b.emit("Abs", b.output()));
        b.add(0, b.emit("Mul", b.upstream(), b.emit("Mul", room, room)));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.within(0.1, 2, new long[] {2, 3}),
                RuleExample.within(-2, -0.1, new long[] {2, 3}));
    }
}
