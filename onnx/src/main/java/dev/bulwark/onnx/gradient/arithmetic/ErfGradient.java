package dev.bulwark.onnx.gradient.arithmetic;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** d erf(a) = 2/√π e^(−a²) da. */
@AutoService(GradientRule.class)
public final class ErfGradient implements GradientRule {
    @Override
    public String operator() {
        return "Erf";
    }

    @Override
    public void differentiate(Backward b) {
        String square = b.emit("Mul", b.input(0), b.input(0));
        String bell = b.emit("Exp", b.emit("Neg", square));
        String slope = b.emit("Mul", bell, b.scalar(2 / Math.sqrt(Math.PI), b.input(0)));
        b.add(0, b.emit("Mul", b.upstream(), slope));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(RuleExample.of(new long[] {2, 3}));
    }
}
