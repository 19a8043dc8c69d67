package dev.bulwark.onnx.gradient.arithmetic;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** Every term gets its share of the gradient. */
@AutoService(GradientRule.class)
public final class MeanGradient implements GradientRule {
    @Override
    public String operator() {
        return "Mean";
    }

    @Override
    public void differentiate(Backward b) {
        int terms = b.node().inputs().size();
        String share = b.emit("Mul", b.upstream(), b.scalar(1.0 / terms, b.input(0)));
        for (int i = 0; i < terms; i++) {
            if (b.wanted(i)) {
                b.add(i, b.sumTo(share, b.output(), b.input(i)));
            }
        }
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {2, 3}, new long[] {3}, new long[] {2, 1}),
                RuleExample.of(new long[] {2, 3}),
                RuleExample.of(new long[] {2, 1}, new long[] {}));
    }
}
