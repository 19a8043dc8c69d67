package dev.bulwark.onnx.gradient.activation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;

/**
 * Slope Φ(a) + a φ(a) of the normal distribution (Hendrycks and Gimpel 2016), or that of the
 * approximation by tanh.
 */
@AutoService(GradientRule.class)
public final class GeluGradient implements GradientRule {
    @Override
    public String operator() {
        return "Gelu";
    }

    @Override
    public void differentiate(Backward b) {
        boolean exact = b.node().stringAttribute("approximate", "none").equals("none");
        String slope = exact ? exact(b) : approximate(b);
        b.add(0, b.emit("Mul", b.upstream(), slope));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {2, 3}).inOpset(20),
                RuleExample.of(new long[] {2, 3})
                        .with("approximate", Attribute.of("tanh"))
                        .inOpset(20));
    }

    private static final double CUBE = 0.044715;

    private static String exact(Backward b) {
        String x = b.input(0);
        String scaled = b.emit("Mul", x, b.scalar(Math.sqrt(0.5), x));
        String error = b.emit("Erf", scaled);
        String cumulative = b.emit("Add", b.emit("Mul", error, b.scalar(0.5, x)), b.scalar(0.5, x));
        String bell = b.emit("Exp", b.emit("Neg", b.emit("Mul", scaled, scaled)));
        String density = b.emit("Mul", bell, b.scalar(1 / Math.sqrt(2 * Math.PI), x));
        return b.emit("Add", cumulative, b.emit("Mul", x, density));
    }

    /** Of a/2 (1 + tanh u) with u = √(2/π) (a + 0.044715 a³). */
    private static String approximate(Backward b) {
        String x = b.input(0);
        double scale = Math.sqrt(2 / Math.PI);
        String square = b.emit("Mul", x, x);
        String cubic =
                b.emit("Add", b.emit("Mul", square, b.scalar(scale * CUBE, x)), b.scalar(scale, x));
        String t = b.emit("Tanh", b.emit("Mul", x, cubic));
        String steep =
                b.emit(
                        "Add",
                        b.emit("Mul", square, b.scalar(3 * scale * CUBE, x)),
                        b.scalar(scale, x));
        String room = b.emit("Sub", b.scalar(1, x), b.emit("Mul", t, t));
        String inner = b.emit("Mul", b.emit("Mul", x, steep), room);
        String twice = b.emit("Add", b.emit("Add", t, b.scalar(1, x)), inner);
        return b.emit("Mul", twice, b.scalar(0.5, x));
    }
}
