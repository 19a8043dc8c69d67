package dev.bulwark.onnx.gradient.linear;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.Map;

/** Y = alpha A′B′ + beta C: dA′ = alpha g B′ᵀ, dB′ = alpha A′ᵀ g, dC = beta g, transposed back. */
@AutoService(GradientRule.class)
public final class GemmGradient implements GradientRule {
    @Override
    public String operator() {
        return "Gemm";
    }

    @Override
    public void differentiate(Backward b) {
        boolean transA = b.node().intAttribute("transA", 0) != 0;
        boolean transB = b.node().intAttribute("transB", 0) != 0;
        float alpha = b.node().floatAttribute("alpha", 1);
        float beta = b.node().floatAttribute("beta", 1);
        String g = b.upstream();
        String first = b.input(0);
        String second = b.input(1);
        if (b.wanted(0)) {
            b.add(
                    0,
                    transA
                            ? product(b, second, transB, g, true, alpha)
                            : product(b, g, false, second, !transB, alpha));
        }
        if (b.wanted(1)) {
            b.add(
                    1,
                    transB
                            ? product(b, g, true, first, transA, alpha)
                            : product(b, first, !transA, g, false, alpha));
        }
        if (b.wanted(2)) {
            String sum = b.sumTo(g, b.output(), b.input(2));
            b.add(2, beta == 1 ? sum : b.emit("Mul", sum, b.scalar(beta, b.input(2))));
        }
    }

    @Override
    public List<RuleExample> examples() {
        return List.of(
                example(false, false, new long[] {2, 3}, new long[] {3, 4}, new long[] {4}),
                example(true, false, new long[] {3, 2}, new long[] {3, 4}, new long[] {2, 4}),
                example(false, true, new long[] {2, 3}, new long[] {4, 3}, new long[] {2, 1}),
                example(true, true, new long[] {3, 2}, new long[] {4, 3}, new long[] {}),
                RuleExample.of(new long[] {2, 3}, new long[] {3, 4}),
                RuleExample.of(new long[] {2, 3}, new long[] {3, 4}, new long[] {1, 4}));
    }

    private static String product(
            Backward b,
            String left,
            boolean transLeft,
            String right,
            boolean transRight,
            float alpha) {
        return b.emit(
                "Gemm",
                List.of(left, right),
                Map.of(
                        "transA", Attribute.of(transLeft ? 1L : 0L),
                        "transB", Attribute.of(transRight ? 1L : 0L),
                        "alpha", Attribute.of(alpha)));
    }

    private static RuleExample example(boolean transA, boolean transB, long[]... shapes) {
        return RuleExample.of(shapes)
                .with("transA", Attribute.of(transA ? 1L : 0L))
                .with("transB", Attribute.of(transB ? 1L : 0L))
                .with("alpha", Attribute.of(0.5f))
                .with("beta", Attribute.of(-2f));
    }
}
