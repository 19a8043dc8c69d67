package dev.bulwark.onnx.gradient.tabular;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.Map;

/** The gradient goes back to the columns that were taken. */
@AutoService(GradientRule.class)
public final class ArrayFeatureExtractorGradient implements GradientRule {
    @Override
    public String operator() {
        return "ArrayFeatureExtractor";
    }

    @Override
    public String domain() {
        return Node.ML_DOMAIN;
    }

    @Override
    public void differentiate(Backward b) {
        String x = b.input(0);
        String columns = b.emit("Reshape", b.input(1), b.ints(-1));
        String last = b.lengthOf(x, -1);
        // Columns to the front, so that what was taken is a list of rows.
        String rows = b.emit("Transpose", rows(b, b.upstream(), b.emit("Shape", columns)));
        String features = b.emit("Transpose", rows(b, x, last));
        String sum =
                b.emit(
                        "ScatterND",
                        List.of(
                                b.emit("Expand", b.scalar(0, x), b.emit("Shape", features)),
                                b.emit("Unsqueeze", columns, b.ints(-1)),
                                rows),
                        Map.of("reduction", Attribute.of("add")));
        b.add(0, b.emit("Reshape", b.emit("Transpose", sum), b.shapeOf(x)));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {4, 3})
                        .and(RuleExample.constant(TensorValue.vector(2, 0, 2))),
                RuleExample.of(new long[] {5})
                        .and(RuleExample.fed(TensorValue.of(new long[] {3}, 1))));
    }

    private static String rows(Backward b, String value, String width) {
        return b.emit("Reshape", value, b.joined(List.of(b.ints(-1), width)));
    }
}
