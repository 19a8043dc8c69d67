package dev.bulwark.onnx.gradient.reduction;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** d √(Σ a²) = a / y da; 0 where the norm is zero. */
@AutoService(GradientRule.class)
public final class ReduceL2Gradient implements GradientRule {
    @Override
    public String operator() {
        return "ReduceL2";
    }

    @Override
    public void differentiate(Backward b) {
        String y = b.output();
        String zero = b.scalar(0, b.input(0));
        String positive = b.emit("Greater", y, zero);
        String safe = b.emit("Where", positive, y, b.scalar(1, b.input(0)));
        String share = b.emit("Div", b.upstream(), safe);
        b.add(0, b.emit("Mul", b.input(0), Reductions.keptShape(b, share)));
    }

    @Override
    public List<RuleExample> examples() {
        return Reductions.examples(-2, 2);
    }
}
