package dev.bulwark.onnx.gradient.indexing;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.Map;

/** The gradient is added up where each element was taken from. */
@AutoService(GradientRule.class)
public final class GatherElementsGradient implements GradientRule {
    @Override
    public String operator() {
        return "GatherElements";
    }

    @Override
    public void differentiate(Backward b) {
        b.add(
                0,
                b.emit(
                        "ScatterElements",
                        List.of(b.filled(0, b.input(0)), b.input(1), b.upstream()),
                        Map.of(
                                "axis", Attribute.of(b.node().intAttribute("axis", 0)),
                                "reduction", Attribute.of("add"))));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                gather(0, 2, 3, 0, -1, 2, 0, 0, 1),
                gather(1, 4, 1, 1, 0, -2, 2),
                gather(-1, 4, 2, 0, 2, 1, 1, -1, 0, 0, -3));
    }

    private static RuleExample gather(long axis, long rows, long columns, long... indices) {
        return RuleExample.of(new long[] {4, 3})
                .and(RuleExample.fed(TensorValue.of(indices, rows, columns)))
                .with("axis", Attribute.of(axis));
    }
}
