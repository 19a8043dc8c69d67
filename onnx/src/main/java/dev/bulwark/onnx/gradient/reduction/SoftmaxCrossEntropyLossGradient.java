package dev.bulwark.onnx.gradient.reduction;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.ArrayList;
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
        CrossEntropy.fromScores(b);
    }

    @Override
    public List<RuleExample> examples() {

        List<RuleExample> examples = new ArrayList<>(CrossEntropy.examples());
        for (RuleExample example : CrossEntropy.examples()) {
            examples.add(example.withOutputs(2));
        }
        return examples;
    }
}
