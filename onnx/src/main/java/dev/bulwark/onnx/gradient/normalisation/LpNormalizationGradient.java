package dev.bulwark.onnx.gradient.normalisation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * y = x / ‖x‖ along an axis: dx = (g − d‖x‖ Σ g y) / ‖x‖, with d‖x‖ the sign of x for the 1-norm
 * and y for the 2-norm. Where the norm is zero so is the gradient.
 */
@AutoService(GradientRule.class)
public final class LpNormalizationGradient implements GradientRule {
    @Override
    public String operator() {
        return "LpNormalization";
    }

    @Override
    public void differentiate(Backward b) {
        long p = b.node().intAttribute("p", 2);
        if (p != 1 && p != 2) {
            throw b.unsupported("its norm is of order " + p + ", but only 1 and 2 are defined");
        }
        String x = b.input(0);
        String y = b.output();
        String g = b.upstream();
        String axis = b.ints(b.node().intAttribute("axis", -1));
        String norm = b.emit(p == 1 ? "ReduceL1" : "ReduceL2", x, axis);
        String along = b.emit("ReduceSum", b.emit("Mul", g, y), axis);
        String slope = p == 1 ? b.emit("Sign", x) : y;
        String inner = b.emit("Sub", g, b.emit("Mul", slope, along));
        String zero = b.scalar(0, x);
        String inverse =
                b.emit("Where", b.emit("Equal", norm, zero), zero, b.emit("Reciprocal", norm));
        b.add(0, b.emit("Mul", inner, inverse));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {2, 3}),
                RuleExample.of(new long[] {2, 3, 2}).with("axis", Attribute.of(1L)),
                RuleExample.within(0.5, 2, new long[] {2, 3}).with("p", Attribute.of(1L)),
                RuleExample.within(-2, -0.5, new long[] {2, 3, 2})
                        .with("p", Attribute.of(1L))
                        .with("axis", Attribute.of(-3L)),
                RuleExample.of(new long[] {3}).with("p", Attribute.of(2L)));
    }

    @Override
    public RuleExample randomExample(RandomGenerator random) {
        long[] shape = new long[random.nextInt(1, 5)];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = random.nextInt(1, 4);
        }
        boolean negative = random.nextBoolean();
        return RuleExample.within(negative ? -2 : 0.5, negative ? -0.5 : 2, shape)
                .with("p", Attribute.of(random.nextLong(1, 3)))
                .with("axis", Attribute.of(random.nextLong(-shape.length, shape.length)));
    }
}
