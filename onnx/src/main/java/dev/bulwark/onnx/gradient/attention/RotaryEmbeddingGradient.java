package dev.bulwark.onnx.gradient.attention;

import com.google.auto.service.AutoService;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Pairs of features turned by an angle that the position gives (Su et al. 2021, equation 34): the
 * gradient is turned back, which is the same operator with the other sign of the sine. That of the
 * cosines and sines is summed over the heads that share them.
 */
@AutoService(GradientRule.class)
public final class RotaryEmbeddingGradient implements GradientRule {
    private static final long SINCE = 23;

    @Override
    public String operator() {
        return "RotaryEmbedding";
    }

    @Override
    public void differentiate(Backward b) {
        if (b.wanted(0)) {
            List<String> inputs = new ArrayList<>(b.node().inputs());
            inputs.set(0, b.upstream());
            inputs.set(2, b.emit("Neg", b.input(2)));
            b.add(0, b.emit("RotaryEmbedding", inputs, b.node().attributes()));
        }
        if (b.wanted(1) || b.wanted(2)) {
            List<String> x = pairs(b, b.input(0));
            List<String> g = pairs(b, b.upstream());
            if (b.wanted(1)) {
                String first = b.emit("Mul", g.getFirst(), x.getFirst());
                String second = b.emit("Mul", g.getLast(), x.getLast());
                b.add(1, cache(b, 1, b.emit("Add", first, second)));
            }
            if (b.wanted(2)) {
                String first = b.emit("Mul", g.getLast(), x.getFirst());
                String second = b.emit("Mul", g.getFirst(), x.getLast());
                b.add(2, cache(b, 2, b.emit("Sub", first, second)));
            }
        }
    }

    /** First and second feature of every pair, each of shape [batch, position, head, pair]. */
    private static List<String> pairs(Backward b, String value) {
        String tokens = tokens(b, value);
        long turned = b.node().intAttribute("rotary_embedding_dim", 0);
        if (turned > 0) {
            tokens = b.emit("Slice", tokens, b.ints(0), b.ints(turned), b.ints(3));
        }
        if (b.node().intAttribute("interleaved", 0) == 0) {
            return b.emit(
                    "Split",
                    List.of(tokens),
                    2,
                    Map.of("axis", Attribute.of(3L), "num_outputs", Attribute.of(2L)));
        }
        return List.of(everySecond(b, tokens, 0), everySecond(b, tokens, 1));
    }

    private static String everySecond(Backward b, String value, long from) {
        return b.emit("Slice", value, b.ints(from), b.ints(Long.MAX_VALUE), b.ints(3), b.ints(2));
    }

    private static String tokens(Backward b, String value) {
        if (b.requireRank(b.input(0)) == 4) {
            Map<String, Attribute> order = Map.of("perm", Attribute.ints(0, 2, 1, 3));
            return b.emit("Transpose", List.of(value), order);
        }
        long heads = b.node().intAttribute("num_heads", 0);
        if (heads < 1) {
            throw b.unsupported("its input has three axes, and num_heads is missing");
        }
        return b.emit("Reshape", value, b.ints(0, 0, heads, -1));
    }

    /** Sums over the heads, and over the tokens at the same position. */
    private static String cache(Backward b, int index, String gradient) {
        String sum =
                b.emit(
                        "ReduceSum",
                        List.of(gradient, b.ints(2)),
                        Map.of("keepdims", Attribute.of(0L)));
        if (b.node().input(3).isEmpty()) {
            return sum;
        }
        String cells = b.emit("Unsqueeze", b.input(3), b.ints(-1));
        return b.emit(
                "ScatterND",
                List.of(b.filled(0, b.input(index)), cells, sum),
                Map.of("reduction", Attribute.of("add")));
    }

    @Override
    public List<RuleExample> examples() {
        RuleExample.Operand positions =
                RuleExample.constant(TensorValue.of(new long[] {2, 0, 4, 3, 0, 1}, 2, 3));
        RuleExample perToken =
                RuleExample.of(new long[] {2, 2, 3, 4}, new long[] {2, 3, 2}, new long[] {2, 3, 2})
                        .inOpset(SINCE);
        RuleExample perPosition =
                RuleExample.of(new long[] {2, 2, 3, 4}, new long[] {5, 2}, new long[] {5, 2})
                        .and(positions)
                        .inOpset(SINCE);
        RuleExample partial =
                RuleExample.of(new long[] {2, 2, 3, 6}, new long[] {5, 2}, new long[] {5, 2})
                        .and(positions)
                        .with("rotary_embedding_dim", Attribute.of(4L))
                        .with("num_heads", Attribute.of(2L))
                        .inOpset(SINCE);
        RuleExample flat =
                RuleExample.of(new long[] {2, 3, 8}, new long[] {2, 3, 2}, new long[] {2, 3, 2})
                        .with("num_heads", Attribute.of(2L))
                        .inOpset(SINCE);
        return List.of(
                perToken,
                perToken.with("interleaved", Attribute.of(1L)),
                perPosition,
                perPosition.with("interleaved", Attribute.of(1L)),
                partial,
                partial.with("interleaved", Attribute.of(1L)),
                flat,
                flat.with("interleaved", Attribute.of(1L)));
    }

    @Override
    public RuleExample randomExample(RandomGenerator random) {
        long batch = random.nextInt(1, 4);
        long heads = random.nextInt(1, 4);
        long tokens = random.nextInt(1, 4);
        long pairs = random.nextInt(1, 4);
        long kept = 2L * random.nextInt(2);
        long features = 2 * pairs + kept;
        long[] x =
                random.nextBoolean()
                        ? new long[] {batch, heads, tokens, features}
                        : new long[] {batch, tokens, heads * features};
        RuleExample example =
                RuleExample.of(
                                x,
                                new long[] {batch, tokens, pairs},
                                new long[] {batch, tokens, pairs})
                        .with("num_heads", Attribute.of(heads))
                        .with("interleaved", Attribute.of((long) random.nextInt(2)))
                        .inOpset(SINCE);
        return kept == 0 ? example : example.with("rotary_embedding_dim", Attribute.of(2 * pairs));
    }
}
