package dev.bulwark.onnx.gradient.convolution;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.Map;

/** The gradient of a channel goes to its largest element, to the first where several are equal. */
@AutoService(GradientRule.class)
public final class GlobalMaxPoolGradient implements GradientRule {
    @Override
    public String operator() {
        return "GlobalMaxPool";
    }

    @Override
    public void differentiate(Backward b) {
        String x = b.input(0);
        String rows = b.emit("Reshape", x, b.ints(0, 0, -1));
        String places = b.emit("ArgMax", List.of(rows), Map.of("axis", Attribute.of(2L)));
        String zeros = b.emit("Expand", b.scalar(0, x), b.emit("Shape", rows));
        String updates = b.emit("Reshape", b.upstream(), b.ints(0, 0, -1));
        String placed =
                b.emit(
                        "ScatterElements",
                        List.of(zeros, places, updates),
                        Map.of("axis", Attribute.of(2L)));
        b.add(0, b.emit("Reshape", placed, b.shapeOf(x)));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(of(2, 3, 4, 3), of(2, 3, 5), of(1, 2, 2, 3, 2));
    }

    /** A range so wide that the largest elements of a plane rarely lie close together. */
    private static RuleExample of(long... shape) {
        return RuleExample.within(-20, 20, shape);
    }
}
