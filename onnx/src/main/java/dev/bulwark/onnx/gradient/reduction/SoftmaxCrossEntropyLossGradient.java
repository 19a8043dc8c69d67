package dev.bulwark.onnx.gradient.reduction;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;

/**
 * dx = (softmax(x) − onehot(label)) g, weighted, divided by the total weight where the mean is
 * taken.
 */
@AutoService(GradientRule.class)
public final class SoftmaxCrossEntropyLossGradient implements GradientRule {
    @Override
    public String operator() {
        return "SoftmaxCrossEntropyLoss";
    }

    @Override
    public void differentiate(Backward b) {
        CrossEntropy.differentiate(b);
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                example("mean"),
                example("sum"),
                example("none"),
                example("mean").with("ignore_index", Attribute.of(1L)),
                example("mean")
                        .and(RuleExample.constant(TensorValue.of(new double[] {0.5, 1, 2}, 3))),
                example("none")
                        .and(RuleExample.constant(TensorValue.of(new double[] {0.5, 1, 2}, 3))),
                deep("mean"),
                deep("none"),
                deep("sum").withOutputs(2));
    }

    private static RuleExample example(String reduction) {
        return RuleExample.of(new long[] {4, 3})
                .and(RuleExample.constant(TensorValue.of(new long[] {2, 0, 1, 1}, 4)))
                .with("reduction", Attribute.of(reduction));
    }

    private static RuleExample deep(String reduction) {
        return RuleExample.of(new long[] {2, 3, 2})
                .and(RuleExample.constant(TensorValue.of(new long[] {2, 0, 1, 1}, 2, 2)))
                .with("reduction", Attribute.of(reduction));
    }
}
