package dev.bulwark.onnx.gradient.shape;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The gradients of the parts are joined again; a part nobody used counts as zero. */
@AutoService(GradientRule.class)
public final class SplitGradient implements GradientRule {
    @Override
    public String operator() {
        return "Split";
    }

    @Override
    public void differentiate(Backward b) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < b.node().outputs().size(); i++) {
            parts.add(b.upstreamOrZeros(i));
        }
        long axis = b.node().intAttribute("axis", 0);
        b.add(0, b.emit("Concat", parts, Map.of("axis", Attribute.of(axis))));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                split(0, 1, 1, 2).withOutputs(3),
                split(1, 2, 3).withOutputs(2, 1),
                split(-1, 5).withOutputs(1),
                RuleExample.of(new long[] {4, 5})
                        .and(RuleExample.fed(TensorValue.vector(2, 3)))
                        .with("axis", Attribute.of(1L))
                        .withOutputs(2),
                RuleExample.of(new long[] {4, 5})
                        .with("axis", Attribute.of(1L))
                        .with("num_outputs", Attribute.of(2L))
                        .withOutputs(2),
                RuleExample.of(new long[] {4, 5})
                        .with("num_outputs", Attribute.of(2L))
                        .withOutputs(2));
    }

    private static RuleExample split(long axis, long... parts) {
        return RuleExample.of(new long[] {4, 5})
                .and(RuleExample.constant(TensorValue.vector(parts)))
                .with("axis", Attribute.of(axis));
    }
}
