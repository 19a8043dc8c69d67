package dev.bulwark.onnx.gradient.activation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.Map;

/** The gradient passes where the output is positive; a product is faster than a choice. */
@AutoService(GradientRule.class)
public final class ReluGradient implements GradientRule {
    @Override
    public String operator() {
        return "Relu";
    }

    @Override
    public void differentiate(Backward b) {
        String open = b.emit("Greater", b.output(), b.scalar(0, b.input(0)));
        long type = b.elementType(b.input(0)).code();
        String mask = b.emit("Cast", List.of(open), Map.of("to", Attribute.of(type)));
        b.add(0, b.emit("Mul", b.upstream(), mask));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.within(0.1, 2, new long[] {2, 3}),
                RuleExample.within(-2, -0.1, new long[] {2, 3}));
    }
}
