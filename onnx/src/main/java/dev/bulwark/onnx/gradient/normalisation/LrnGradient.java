package dev.bulwark.onnx.gradient.normalisation;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.Map;

/**
 * y = x d^−beta with d = bias + alpha/size Σ x² over neighbouring channels (Krizhevsky, Sutskever
 * and Hinton 2012, section 3.3). The sum is a product with a band of ones, and so is its adjoint.
 */
@AutoService(GradientRule.class)
public final class LrnGradient implements GradientRule {
    @Override
    public String operator() {
        return "LRN";
    }

    @Override
    public void differentiate(Backward b) {
        long size =
                b.node().intAttribute("size").orElseThrow(() -> b.unsupported("it has no size"));
        String original = b.input(0);
        String flat = b.ints(0, 0, -1);
        String x = b.emit("Reshape", original, flat);
        String g = b.emit("Reshape", b.upstream(), flat);
        float alpha = b.node().floatAttribute("alpha", 1e-4f);
        float beta = b.node().floatAttribute("beta", 0.75f);
        float bias = b.node().floatAttribute("bias", 1f);
        String neighbours = b.emit("MatMul", band(b, size, false), b.emit("Mul", x, x));
        String scaled = b.emit("Mul", neighbours, b.scalar(alpha / size, original));
        String d = b.emit("Add", scaled, b.scalar(bias, original));
        String power = b.emit("Pow", d, b.scalar(-beta, original));
        String direct = b.emit("Mul", g, power);
        String share = b.emit("Div", b.emit("Mul", direct, x), d);
        String spread = b.emit("MatMul", band(b, size, true), share);
        String factor = b.scalar(2.0 * alpha * beta / size, original);
        String through = b.emit("Mul", b.emit("Mul", x, spread), factor);
        b.add(0, b.emit("Reshape", b.emit("Sub", direct, through), b.shapeOf(original)));
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                lrn(3, 0.5f, 0.75f, 1f, 2, 5, 2, 2),
                lrn(1, 0.25f, 0.5f, 2f, 1, 4, 3, 1),
                lrn(5, 1f, 1.5f, 1f, 2, 3, 2, 1),
                RuleExample.of(new long[] {2, 3, 2, 2}).with("size", Attribute.of(3L)));
    }

    private static RuleExample lrn(long size, float alpha, float beta, float bias, long... shape) {
        return RuleExample.of(shape)
                .with("size", Attribute.of(size))
                .with("alpha", Attribute.of(alpha))
                .with("beta", Attribute.of(beta))
                .with("bias", Attribute.of(bias));
    }

    /**
     * [channels, channels]: 1 where channel j counts for channel i, that is where i − ⌊(size−1)/2⌋
     * ≤ j ≤ i + ⌈(size−1)/2⌉.
     */
    private static String band(Backward b, long size, boolean transposed) {
        String channels = b.emit("Squeeze", b.lengthOf(b.input(0), 1));
        String zero = b.emit("Squeeze", b.ints(0));
        String one = b.emit("Squeeze", b.ints(1));
        String numbers = b.emit("Range", zero, channels, one);
        String rows = b.emit("Unsqueeze", numbers, b.ints(1));
        String columns = b.emit("Unsqueeze", numbers, b.ints(0));
        String distance = transposed ? b.emit("Sub", rows, columns) : b.emit("Sub", columns, rows);
        String near =
                b.emit(
                        "And",
                        b.emit("GreaterOrEqual", distance, b.ints(-((size - 1) / 2))),
                        b.emit("LessOrEqual", distance, b.ints(size / 2)));
        long type = b.elementType(b.input(0)).code();
        return b.emit("Cast", List.of(near), Map.of("to", Attribute.of(type)));
    }
}
