package dev.bulwark.onnx.gradient.shape;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;

/** Reversing is its own inverse. */
@AutoService(GradientRule.class)
public final class ReverseSequenceGradient implements GradientRule {
    @Override
    public String operator() {
        return "ReverseSequence";
    }

    @Override
    public void differentiate(Backward b) {
        List<String> operands = List.of(b.upstream(), b.input(1));
        b.add(0, b.emit("ReverseSequence", operands, b.node().attributes()));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                reversed(3, 1, 4),
                reversed(2, 3, 1, 2)
                        .with("batch_axis", Attribute.of(0L))
                        .with("time_axis", Attribute.of(1L)));
    }

    private static RuleExample reversed(long... lengths) {
        return RuleExample.of(new long[] {4, lengths.length == 3 ? 3 : 4, 2})
                .and(RuleExample.fed(TensorValue.of(lengths, lengths.length)));
    }
}
