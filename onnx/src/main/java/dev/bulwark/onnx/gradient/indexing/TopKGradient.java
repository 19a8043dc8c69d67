package dev.bulwark.onnx.gradient.indexing;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.Map;

/** The gradient goes back to the elements that were taken; the indices have none. */
@AutoService(GradientRule.class)
public final class TopKGradient implements GradientRule {
    @Override
    public String operator() {
        return "TopK";
    }

    @Override
    public void differentiate(Backward b) {
        if (b.upstream(0).isEmpty()) {
            return;
        }
        String zeros = b.filled(0, b.input(0));
        long axis = b.node().intAttribute("axis", -1);
        b.add(
                0,
                b.emit(
                        "ScatterElements",
                        List.of(zeros, b.output(1), b.upstream()),
                        Map.of("axis", Attribute.of(axis))));
    }

    @Override
    public List<RuleExample> examples() {

        return List.of(
                topK(2),
                topK(3).with("largest", Attribute.of(0L)).with("axis", Attribute.of(0L)),
                topK(1).with("sorted", Attribute.of(0L)));
    }

    private static RuleExample topK(long count) {
        return RuleExample.of(new long[] {4, 3})
                .and(RuleExample.constant(TensorValue.vector(count)))
                .withOutputs(2, 1);
    }
}
