package dev.bulwark.onnx.gradient.reduction;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import java.util.List;

/** Every element of the input gets its share of the gradient of the mean it went into. */
@AutoService(GradientRule.class)
public final class ReduceMeanGradient implements GradientRule {
    @Override
    public String operator() {
        return "ReduceMean";
    }

    @Override
    public void differentiate(Backward b) {
        // Divided before it is repeated: the smaller tensor.
        b.add(0, Reductions.spread(b, b.emit("Div", b.upstream(), Reductions.count(b))));
    }

    @Override
    public List<RuleExample> examples() {
        return Reductions.examples(-2, 2);
    }
}
