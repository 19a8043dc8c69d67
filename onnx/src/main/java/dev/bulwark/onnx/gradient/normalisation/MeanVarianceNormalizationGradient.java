package dev.bulwark.onnx.gradient.normalisation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;

/** y = (x − mean) / deviation over some axes, the output itself being the normalised value. */
@AutoService(GradientRule.class)
public final class MeanVarianceNormalizationGradient implements GradientRule {
    private static final List<Long> DEFAULT_AXES = List.of(0L, 2L, 3L);

    /** Added to the deviation (ONNX, function body of MeanVarianceNormalization). */
    private static final double EPSILON = 1e-9;

    @Override
    public String operator() {
        return "MeanVarianceNormalization";
    }

    @Override
    public void differentiate(Backward b) {
        String x = b.input(0);
        List<Long> over = b.node().intsAttribute("axes").orElse(DEFAULT_AXES);
        String axes = b.ints(over.stream().mapToLong(Long::longValue).toArray());
        String centred = b.emit("Sub", x, Normalised.mean(b, x, axes));
        String variance = Normalised.mean(b, b.emit("Mul", centred, centred), axes);
        String deviation = b.emit("Add", b.emit("Sqrt", variance), b.scalar(EPSILON, x));
        String inverse = b.emit("Reciprocal", deviation);
        b.add(0, new Normalised(b.output(), inverse, axes).pullBack(b, b.upstream()));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {2, 3, 2, 2}),
                RuleExample.of(new long[] {2, 2, 3}).with("axes", Attribute.ints(0, 2)),
                RuleExample.of(new long[] {2, 3, 2, 2}).with("axes", Attribute.ints(2, 3)),
                RuleExample.of(new long[] {2, 3, 2, 2}).with("axes", Attribute.ints(0, 1, 2, 3)));
    }
}
