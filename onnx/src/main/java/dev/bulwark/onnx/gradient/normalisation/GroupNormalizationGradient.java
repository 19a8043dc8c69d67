package dev.bulwark.onnx.gradient.normalisation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Dimension;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Shape;
import java.util.List;
import java.util.Map;

/**
 * y = scale n + shift, n each group of channels of each example normalised by itself (Wu and He
 * 2018, equation 1). Scale and shift have one element per channel from operator set 21 on, and one
 * per group before.
 */
@AutoService(GradientRule.class)
public final class GroupNormalizationGradient implements GradientRule {
    @Override
    public String operator() {
        return "GroupNormalization";
    }

    @Override
    public void differentiate(Backward b) {
        String x = b.input(0);
        long groups =
                b.node()
                        .intAttribute("num_groups")
                        .orElseThrow(() -> b.unsupported("it has no num_groups"));
        // [N, groups, channels per group, the rest]
        String grouped = grouped(b, x, groups);
        String g = grouped(b, b.upstream(), groups);
        String perGroup = b.ints(groups, -1, 1);
        if (b.wanted(2)) {
            b.add(2, summed(b, g, b.input(2), groups));
        }
        if (!b.wanted(0) && !b.wanted(1)) {
            return;
        }
        float epsilon = b.node().floatAttribute("epsilon", 1e-5f);
        Normalised n = Normalised.overLast(b, grouped, 2, epsilon, shapeOfGroups(b, groups));
        if (b.wanted(0)) {
            String scaled = b.emit("Mul", g, b.emit("Reshape", b.input(1), perGroup));
            b.add(0, b.emit("Reshape", n.pullBack(b, scaled), b.shapeOf(x)));
        }
        if (b.wanted(1)) {
            b.add(1, summed(b, b.emit("Mul", g, n.value()), b.input(1), groups));
        }
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                perGroup(2, 2, 4, 3),
                perGroup(1, 2, 3, 2, 2),
                perGroup(3, 2, 3, 2).with("epsilon", Attribute.of(0.25f)),
                perChannel(2, 2, 4, 3),
                perChannel(1, 2, 3, 2, 2).with("epsilon", Attribute.of(0.25f)),
                perChannel(3, 1, 6, 2, 1, 2));
    }

    private static RuleExample perGroup(long groups, long... shape) {
        return RuleExample.of(shape, new long[] {groups}, new long[] {groups})
                .with("num_groups", Attribute.of(groups));
    }

    /** Statistics in double precision, or rounding would hide the slope that is measured. */
    private static RuleExample perChannel(long groups, long... shape) {
        return RuleExample.of(shape, new long[] {shape[1]}, new long[] {shape[1]})
                .with("num_groups", Attribute.of(groups))
                .with("stash_type", Attribute.of((long) ElementType.DOUBLE.code()))
                .inOpset(21);
    }

    private static String grouped(Backward b, String value, long groups) {
        String channels = b.emit("Div", b.lengthOf(b.input(0), 1), b.ints(groups));
        String shape = b.joined(List.of(b.ints(0, groups), channels, b.ints(-1)));
        return b.emit("Reshape", value, shape);
    }

    /** The sum of a grouped tensor per element of {@code vector}, be that a channel or a group. */
    private static String summed(Backward b, String value, String vector, long groups) {
        String sums =
                b.emit(
                        "ReduceSum",
                        List.of(value, b.ints(0, 3)),
                        Map.of("keepdims", Attribute.of(0L)));
        String like = b.emit("Reshape", vector, b.ints(groups, -1));
        return b.emit("Reshape", b.sumToShape(sums, like), b.shapeOf(vector));
    }

    private static Shape shapeOfGroups(Backward b, long groups) {
        Dimension channels = new Dimension.Unknown();
        Dimension rest = new Dimension.Unknown();
        if (b.shape(b.input(0)) instanceof Shape.Ranked(List<Dimension> lengths)) {
            if (lengths.get(1) instanceof Dimension.Fixed(long n)) {
                channels = Dimension.of(n / groups);
            }
            rest =
                    lengths.stream()
                            .skip(2)
                            .filter(d -> d instanceof Dimension.Fixed(long n) && n > 1)
                            .findFirst()
                            .orElse(rest);
        }
        return new Shape.Ranked(
                List.of(new Dimension.Unknown(), Dimension.of(groups), channels, rest));
    }
}
