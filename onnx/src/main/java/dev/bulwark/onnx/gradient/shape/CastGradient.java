package dev.bulwark.onnx.gradient.shape;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import java.util.List;
import java.util.Map;

/** The gradient is cast back. Where the cast leaves the real numbers the flow has ended before. */
@AutoService(GradientRule.class)
public final class CastGradient implements GradientRule {
    @Override
    public String operator() {
        return "Cast";
    }

    @Override
    public void differentiate(Backward b) {
        ElementType from = b.elementType(b.input(0));
        if (!from.isReal()) {
            // Rounded before, and passed straight through: the gradient must not be rounded too.
            b.add(0, b.upstream());
            return;
        }
        Map<String, Attribute> back = Map.of("to", Attribute.of((long) from.code()));
        b.add(0, b.emit("Cast", List.of(b.upstream()), back));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {2, 3})
                        .with("to", Attribute.of((long) ElementType.DOUBLE.code())));
    }
}
