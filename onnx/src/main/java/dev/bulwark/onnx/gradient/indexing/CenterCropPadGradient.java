package dev.bulwark.onnx.gradient.indexing;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.Optional;

/** What was cut off around the middle gets zeros, and what was padded is cut off. */
@AutoService(GradientRule.class)
public final class CenterCropPadGradient implements GradientRule {
    @Override
    public String operator() {
        return "CenterCropPad";
    }

    @Override
    public void differentiate(Backward b) {
        String shape = b.shapeOf(b.input(0));
        Optional<List<Long>> axes = b.node().intsAttribute("axes");
        if (axes.isPresent()) {
            long[] at = axes.get().stream().mapToLong(Long::longValue).toArray();
            shape = b.lengthsOf(b.input(0), b.ints(at));
        }
        List<String> operands = List.of(b.upstream(), shape);
        b.add(0, b.emit("CenterCropPad", operands, b.node().attributes()));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                crop(3, 5),
                crop(6, 2),
                crop(7).with("axes", Attribute.ints(1)),
                crop(1, 8).with("axes", Attribute.ints(-1, 0)));
    }

    private static RuleExample crop(long... lengths) {
        return RuleExample.of(new long[] {4, 5})
                .and(RuleExample.constant(TensorValue.vector(lengths)));
    }
}
