package dev.bulwark.onnx.gradient.tabular;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.Map;

/**
 * y = a / n by row, with the largest element, the sum of magnitudes or the length as n; rows with n
 * = 0 pass.
 */
@AutoService(GradientRule.class)
public final class NormalizerGradient implements GradientRule {
    @Override
    public String operator() {
        return "Normalizer";
    }

    @Override
    public String domain() {
        return Node.ML_DOMAIN;
    }

    @Override
    public void differentiate(Backward b) {
        String x = b.emit("Cast", List.of(b.input(0)), FLOATS);
        String norm = b.node().stringAttribute("norm", "MAX");
        String axis = b.ints(-1);
        String n =
                switch (norm) {
                    case "MAX" -> b.emit("ReduceMax", x, axis);
                    case "L1" -> b.emit("ReduceL1", x, axis);
                    case "L2" -> b.emit("ReduceL2", x, axis);
                    default -> throw b.unsupported("its norm is " + norm);
                };
        String slope =
                switch (norm) {
                    case "MAX" -> b.emit("Cast", List.of(b.emit("Equal", x, n)), FLOATS);
                    case "L1" -> b.emit("Sign", x);
                    default -> b.output();
                };
        String zero = b.constant(TensorValue.of(new float[] {0}));
        String flat = b.emit("Equal", n, zero);
        String safe = b.emit("Where", flat, b.constant(TensorValue.of(new float[] {1})), n);
        String sum = b.emit("ReduceSum", b.emit("Mul", b.upstream(), b.output()), axis);
        String along = b.emit("Mul", b.emit("Where", flat, zero, sum), slope);
        Rows.add(b, 0, b.emit("Div", b.emit("Sub", b.upstream(), along), safe));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {4, 3}).with("norm", Attribute.of("L2")),
                RuleExample.within(0.1, 2, new long[] {4, 3}).with("norm", Attribute.of("L1")),
                RuleExample.within(0.5, 2, new long[] {4, 3}).with("norm", Attribute.of("MAX")));
    }

    private static final Map<String, Attribute> FLOATS =
            Map.of("to", Attribute.of((long) ElementType.FLOAT.code()));
}
