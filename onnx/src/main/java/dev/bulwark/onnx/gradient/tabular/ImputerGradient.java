package dev.bulwark.onnx.gradient.tabular;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.Node;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;

/** The gradient passes where nothing was replaced. */
@AutoService(GradientRule.class)
public final class ImputerGradient implements GradientRule {
    @Override
    public String operator() {
        return "Imputer";
    }

    @Override
    public String domain() {
        return Node.ML_DOMAIN;
    }

    @Override
    public void differentiate(Backward b) {
        String zero = b.scalar(0, b.input(0));
        String kept = b.emit("Equal", b.input(0), b.output());
        b.add(0, b.emit("Where", kept, b.upstream(), zero));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.over(
                                new RuleExample.Operand.Values(
                                        TensorValue.of(new double[] {1, 2, 3, 4}, 2, 2)))
                        .with("imputed_value_floats", Rows.floats(7, 8))
                        .with("replaced_value_float", Attribute.of(-1f)));
    }
}
