package dev.bulwark.onnx.gradient.trigonometry;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.ElementType;
import java.util.List;

/** d sin a = cos a da. */
@AutoService(GradientRule.class)
public final class SinGradient implements GradientRule {
    @Override
    public String operator() {
        return "Sin";
    }

    @Override
    public void differentiate(Backward b) {
        String x = b.input(0);
        // The engine has a sine in double precision, but no cosine.
        String cosine =
                b.elementType(x) == ElementType.DOUBLE
                        ? b.emit("Sin", b.emit("Add", x, b.scalar(Math.PI / 2, x)))
                        : b.emit("Cos", x);
        b.add(0, b.emit("Mul", b.upstream(), cosine));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.within(-2, 2, new long[] {2, 3}),
                RuleExample.within(-2, 2, new long[] {4}));
    }
}
