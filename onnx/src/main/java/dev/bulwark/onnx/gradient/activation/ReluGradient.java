package dev.bulwark.onnx.gradient.activation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The gradient passes where the output is positive. */
@AutoService(GradientRule.class)
public final class ReluGradient implements GradientRule {
    @Override
    public String operator() {
        return "Relu";
    }

    @Override
    public void differentiate(Backward b) {
        b.add(0, b.emit("Mul", b.upstream(), mask(b)));
    }

    /** One where the output is positive, else zero: by comparison a third of the sign's time. */
    private static String mask(Backward b) {
        Optional<ElementType> type = b.knownElementType(b.output());
        if (type.isEmpty()) {
            return b.emit("Sign", b.output());
        }
        String open = b.emit("Greater", b.output(), b.scalar(0, b.output()));
        return b.emit("Cast", List.of(open), Map.of("to", Attribute.of((long) type.get().code())));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.within(0.1, 2, new long[] {2, 3}),
                RuleExample.within(-2, -0.1, new long[] {2, 3}));
    }
}
