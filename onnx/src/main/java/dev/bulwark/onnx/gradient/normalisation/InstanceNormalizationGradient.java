package dev.bulwark.onnx.gradient.normalisation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;

/**
 * y = scale n + shift per channel, n each channel of each example normalised by itself (Ulyanov,
 * Vedaldi and Lempitsky 2016, equation 4).
 */
@AutoService(GradientRule.class)
public final class InstanceNormalizationGradient implements GradientRule {
    /** The channel's axis is 1; what lies behind it is normalised. */
    private static final long FIRST_SPATIAL_AXIS = 2;

    @Override
    public String operator() {
        return "InstanceNormalization";
    }

    @Override
    public void differentiate(Backward b) {
        String x = b.input(0);
        String g = b.upstream();
        int rank = b.requireRank(x);
        if (b.wanted(2)) {
            b.add(2, Axes.sumPerChannel(b, g, rank));
        }
        if (!b.wanted(0) && !b.wanted(1)) {
            return;
        }
        float epsilon = b.node().floatAttribute("epsilon", 1e-5f);
        Normalised n = Normalised.overLast(b, x, FIRST_SPATIAL_AXIS, epsilon, b.shape(x));
        if (b.wanted(0)) {
            String scale = Axes.alongChannels(b, b.input(1), rank);
            b.add(0, b.emit("Mul", n.pullBack(b, g), scale));
        }
        if (b.wanted(1)) {
            b.add(1, Axes.sumPerChannel(b, b.emit("Mul", g, n.value()), rank));
        }
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {2, 3, 4}, new long[] {3}, new long[] {3}),
                RuleExample.of(new long[] {2, 3, 2, 3}, new long[] {3}, new long[] {3})
                        .with("epsilon", Attribute.of(0.25f)),
                RuleExample.of(new long[] {1, 2, 2, 1, 3}, new long[] {2}, new long[] {2}));
    }
}
