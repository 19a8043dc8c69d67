package dev.bulwark.onnx.gradient.reduction;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.Map;

/**
 * The gradient is summed in the other direction: every element went into its own sum, unless that
 * is left out, and into those behind it.
 */
@AutoService(GradientRule.class)
public final class CumSumGradient implements GradientRule {
    @Override
    public String operator() {
        return "CumSum";
    }

    @Override
    public void differentiate(Backward b) {
        long reverse = b.node().intAttribute("reverse", 0);
        long exclusive = b.node().intAttribute("exclusive", 0);
        b.add(
                0,
                b.emit(
                        "CumSum",
                        List.of(b.upstream(), b.input(1)),
                        Map.of(
                                "reverse", Attribute.of(1 - reverse),
                                "exclusive", Attribute.of(exclusive))));
    }

    @Override
    public List<RuleExample> examples() {

        TensorValue last = TensorValue.of(new long[] {-1});
        TensorValue first = TensorValue.of(new long[] {0}, 1);
        return List.of(
                sums(RuleExample.constant(last), 0, 0),
                sums(RuleExample.constant(first), 1, 0),
                sums(RuleExample.constant(last), 0, 1),
                sums(RuleExample.fed(first), 1, 1));
    }

    private static RuleExample sums(RuleExample.Operand axis, long exclusive, long reverse) {
        return RuleExample.of(new long[] {3, 4})
                .and(axis)
                .with("exclusive", Attribute.of(exclusive))
                .with("reverse", Attribute.of(reverse));
    }
}
