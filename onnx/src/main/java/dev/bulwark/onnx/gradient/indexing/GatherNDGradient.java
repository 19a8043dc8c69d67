package dev.bulwark.onnx.gradient.indexing;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.Map;

/** The gradient is added up where each slice was taken from. */
@AutoService(GradientRule.class)
public final class GatherNDGradient implements GradientRule {
    @Override
    public String operator() {
        return "GatherND";
    }

    @Override
    public void differentiate(Backward b) {
        if (b.node().intAttribute("batch_dims", 0) == 0) {
            b.add(
                    0,
                    b.emit(
                            "ScatterND",
                            List.of(b.filled(0, b.input(0)), b.input(1), b.upstream()),
                            Map.of("reduction", Attribute.of("add"))));
            return;
        }
        String positions =
                b.emit(
                        "GatherND",
                        List.of(Positions.of(b, b.input(0)), b.input(1)),
                        b.node().attributes());
        b.add(0, Positions.scatter(b, b.input(0), positions, b.upstream()));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                gather(TensorValue.of(new long[] {0, 1, 1, 2, 0, 1}, 3, 2)),
                gather(TensorValue.of(new long[] {1, -1, 1}, 3, 1)),
                gather(TensorValue.of(new long[] {1, 2, 3}, 3)),
                gather(TensorValue.of(new long[] {2, 0, 1, 1}, 2, 2, 1))
                        .with("batch_dims", Attribute.of(1L)),
                gather(TensorValue.of(new long[] {2, 0, -1, 3}, 2, 2))
                        .with("batch_dims", Attribute.of(1L)));
    }

    private static RuleExample gather(TensorValue indices) {
        return RuleExample.of(new long[] {2, 3, 4}).and(RuleExample.fed(indices));
    }
}
