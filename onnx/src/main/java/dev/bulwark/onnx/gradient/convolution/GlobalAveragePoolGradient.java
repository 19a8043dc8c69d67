package dev.bulwark.onnx.gradient.convolution;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.Map;

/** Every element of a channel gets the same share of its gradient. */
@AutoService(GradientRule.class)
public final class GlobalAveragePoolGradient implements GradientRule {
    @Override
    public String operator() {
        return "GlobalAveragePool";
    }

    @Override
    public void differentiate(Backward b) {
        String share = b.emit("Mul", b.upstream(), share(b));
        b.add(0, b.emit("Expand", share, b.shapeOf(b.input(0))));
    }

    private static String share(Backward b) {
        return switch (Lengths.of(b, b.input(0))) {
            case Lengths.Known(List<Long> lengths) ->
                    b.scalar(1.0 / lengths.stream().reduce(1L, Math::multiplyExact), b.input(0));
            case Lengths.AtRunTime(String vector) -> {
                String count =
                        b.emit("ReduceProd", List.of(vector), Map.of("keepdims", Attribute.of(0L)));
                long type = b.elementType(b.input(0)).code();
                String real = b.emit("Cast", List.of(count), Map.of("to", Attribute.of(type)));
                yield b.emit("Reciprocal", real);
            }
        };
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                RuleExample.of(new long[] {2, 3, 4, 3}),
                RuleExample.of(new long[] {2, 3, 5}),
                RuleExample.of(new long[] {1, 2, 2, 3, 2}));
    }
}
