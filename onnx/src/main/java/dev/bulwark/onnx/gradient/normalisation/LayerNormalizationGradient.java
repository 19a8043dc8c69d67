package dev.bulwark.onnx.gradient.normalisation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import java.util.List;
import java.util.Optional;

/**
 * y = scale n + shift, n the input normalised over its last axes (Ba, Kiros and Hinton 2016,
 * equation 4). The gradient passes through the mean and the inverse deviation too, where the node
 * gives them out.
 */
@AutoService(GradientRule.class)
public final class LayerNormalizationGradient implements GradientRule {
    @Override
    public String operator() {
        return "LayerNormalization";
    }

    @Override
    public void differentiate(Backward b) {
        String x = b.input(0);
        Normalised n = normalised(b);
        if (b.wanted(0)) {
            b.upstream(0).ifPresent(g -> b.add(0, n.pullBack(b, b.emit("Mul", g, b.input(1)))));
            throughMean(b, n);
            throughInverse(b, n);
        }
        Optional<String> g = b.upstream(0);
        if (b.wanted(1) && g.isPresent()) {
            b.add(1, b.sumTo(b.emit("Mul", g.get(), n.value()), x, b.input(1)));
        }
        if (b.wanted(2) && g.isPresent()) {
            b.add(2, b.sumTo(g.get(), x, b.input(2)));
        }
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {2, 3, 4}, new long[] {4}, new long[] {4}),
                RuleExample.of(new long[] {2, 3, 4}, new long[] {4})
                        .with("axis", Attribute.of(2L))
                        .with("epsilon", Attribute.of(0.5f)),
                RuleExample.of(new long[] {2, 3, 4}, new long[] {3, 4}, new long[] {3, 4})
                        .with("axis", Attribute.of(-2L))
                        .with("stash_type", Attribute.of(1L)),
                RuleExample.of(new long[] {2, 3, 4}, new long[] {3, 1}, new long[] {4})
                        .with("axis", Attribute.of(1L)),
                RuleExample.of(new long[] {4, 3}, new long[] {4, 3}).with("axis", Attribute.of(0L)),
                RuleExample.of(new long[] {2, 3, 4}, new long[] {4}, new long[] {4})
                        .withOutputs(3, 1),
                RuleExample.of(new long[] {2, 3, 2}, new long[] {3, 2}, new long[] {2})
                        .with("axis", Attribute.of(-2L))
                        .withOutputs(3));
    }

    private static Normalised normalised(Backward b) {
        String x = b.input(0);
        long axis = b.node().intAttribute("axis", -1);
        String axes = Axes.from(b, axis, x);
        float epsilon = b.node().floatAttribute("epsilon", 1e-5f);
        if (b.elementType(x) != ElementType.FLOAT) {
            return Normalised.over(b, x, axes, b.scalar(epsilon, x));
        }
        if (b.node().output(1).isPresent() && b.node().output(2).isPresent()) {
            String centred = b.emit("Sub", x, b.output(1));
            return new Normalised(b.emit("Mul", centred, b.output(2)), b.output(2), axes);
        }
        return Normalised.fused(b, x, axis, axes, epsilon);
    }

    /** The mean moves by 1/N with each of the N elements. */
    private static void throughMean(Backward b, Normalised n) {
        String x = b.input(0);
        b.upstream(1)
                .ifPresent(g -> {
                    String width = Axes.width(b, x, n.axes());
                    String each = b.emit("Div", Axes.cast(b, g, x), width);
                    b.add(0, b.emit("Expand", each, b.shapeOf(x)));
                });
    }

    /** The inverse deviation moves by −n / (N deviation²). */
    private static void throughInverse(Backward b, Normalised n) {
        String x = b.input(0);
        b.upstream(2)
                .ifPresent(g -> {
                    String width = Axes.width(b, x, n.axes());
                    String square = b.emit("Mul", n.inverse(), n.inverse());
                    String slope = b.emit("Mul", Axes.cast(b, g, x), square);
                    String each = b.emit("Neg", b.emit("Div", slope, width));
                    b.add(0, b.emit("Mul", n.value(), each));
                });
    }
}
