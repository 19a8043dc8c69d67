package dev.bulwark.onnx.gradient.convolution;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;

/** As {@link LpPoolGradient}, over one window that holds the whole plane. */
@AutoService(GradientRule.class)
public final class GlobalLpPoolGradient implements GradientRule {
    @Override
    public String operator() {
        return "GlobalLpPool";
    }

    @Override
    public void differentiate(Backward b) {
        long p = b.node().intAttribute("p", 2);
        String share = b.emit("Mul", b.upstream(), Norms.outer(b, b.output(), p, b.input(0)));
        b.add(0, b.emit("Mul", share, Norms.inner(b, b.input(0), p)));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.within(0.3, 2, new long[] {2, 3, 3, 4}),
                RuleExample.within(-2, -0.3, new long[] {2, 2, 5}).with("p", Attribute.of(3L)),
                RuleExample.within(0.3, 2, new long[] {2, 2, 5}).with("p", Attribute.of(1L)));
    }
}
