package dev.bulwark.onnx.gradient.activation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;

/** dx = g − eʸ Σ g, the sum over the softmax axis. */
@AutoService(GradientRule.class)
public final class LogSoftmaxGradient implements GradientRule {
    @Override
    public String operator() {
        return "LogSoftmax";
    }

    @Override
    public void differentiate(Backward b) {
        long axis = b.node().intAttribute("axis", -1);
        String sum = b.emit("ReduceSum", b.upstream(), b.ints(axis));
        String share = b.emit("Mul", b.emit("Exp", b.output()), sum);
        b.add(0, b.emit("Sub", b.upstream(), share));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {2, 3}),
                RuleExample.of(new long[] {2, 3, 2}).with("axis", Attribute.of(1L)),
                RuleExample.of(new long[] {4, 2}).with("axis", Attribute.of(-2L)));
    }
}
