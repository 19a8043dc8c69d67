package dev.bulwark.onnx.gradient.convolution;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;

/** Each element takes the gradient of the place it was put to. */
@AutoService(GradientRule.class)
public final class MaxUnpoolGradient implements GradientRule {
    @Override
    public String operator() {
        return "MaxUnpool";
    }

    @Override
    public void differentiate(Backward b) {
        b.add(0, b.emit("Gather", b.emit("Reshape", b.upstream(), b.ints(-1)), b.input(1)));
    }

    @Override
    public List<RuleExample> examples() {
        TensorValue places = TensorValue.of(new long[] {1, 2, 12, 11}, 1, 1, 2, 2);
        RuleExample plain =
                RuleExample.of(new long[] {1, 1, 2, 2})
                        .and(RuleExample.constant(places))
                        .with("kernel_shape", Attribute.ints(2, 2))
                        .with("strides", Attribute.ints(2, 2));
        return List.of(plain, plain.and(RuleExample.constant(TensorValue.vector(1, 1, 5, 4))));
    }
}
