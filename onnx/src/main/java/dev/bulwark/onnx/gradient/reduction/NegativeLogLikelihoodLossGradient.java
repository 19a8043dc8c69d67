package dev.bulwark.onnx.gradient.reduction;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** dx = −onehot(label) g, weighted, divided by the total weight where the mean is taken. */
@AutoService(GradientRule.class)
public final class NegativeLogLikelihoodLossGradient implements GradientRule {
    @Override
    public String operator() {
        return "NegativeLogLikelihoodLoss";
    }

    @Override
    public void differentiate(Backward b) {
        CrossEntropy.fromLogarithms(b);
    }

    @Override
    public List<RuleExample> examples() {

        return CrossEntropy.examples();
    }
}
