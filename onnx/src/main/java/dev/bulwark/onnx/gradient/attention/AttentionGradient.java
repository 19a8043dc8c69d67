package dev.bulwark.onnx.gradient.attention;

import com.google.auto.service.AutoService;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.gradient.GradientRule;
import dev.bulwark.onnx.gradient.RuleExample;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Y = P V with P = softmax(c tanh(S / c) + mask) and S = scale Q Kᵀ (Vaswani et al. 2017, equation
 * 1). The weights P are computed anew; dV = Pᵀ G, dS = P (G Vᵀ − Σ G Y) (1 − tanh²), dQ = scale dS
 * K and dK = scale dSᵀ Q (Dao et al. 2022, appendix B.2). A query that sees no key gets zeros, as
 * the engine gives them.
 *
 * <p>Memory: the weights of all heads, [batch, head, query, key], stand several times. Refuses
 * earlier keys and values, lengths of padded ones, and a loss that reads another output than Y.
 */
@AutoService(GradientRule.class)
public final class AttentionGradient implements GradientRule {
    private static final long SINCE = 23;
    private static final int MASK = 3;

    private static final List<String> INPUTS =
            List.of("Q", "K", "V", "attn_mask", "past_key", "past_value", "nonpad_kv_seqlen");
    private static final List<String> OUTPUTS =
            List.of("Y", "present_key", "present_value", "qk_matmul_output");

    @Override
    public String operator() {
        return "Attention";
    }

    @Override
    public void differentiate(Backward b) {
        refuseCaches(b);
        Heads heads = Heads.of(b);
        String keys = heads.ofKeys(b.input(1));
        String values = heads.ofKeys(b.input(2));
        Weights weights = Weights.of(b, heads, keys);
        String valueLength = b.emit("Gather", b.emit("Shape", values), b.ints(3));
        String g = heads.folded(heads.ofQueries(b.upstream()), valueLength);
        if (b.wanted(2)) {
            String gradient = b.emit("MatMul", b.transposeLastTwo(weights.folded(), 4), g);
            b.add(2, heads.joined(gradient, b.input(2)));
        }
        if (!b.wanted(0) && !b.wanted(1) && !b.wanted(MASK)) {
            return;
        }
        String y = heads.folded(heads.ofQueries(b.output()), valueLength);
        String along = b.emit("ReduceSum", b.emit("Mul", g, y), b.ints(-1));
        String each = b.emit("MatMul", g, b.transposeLastTwo(values, 4));
        String masked = b.emit("Mul", weights.folded(), b.emit("Sub", each, along));
        if (b.wanted(MASK)) {
            String gradient = heads.unfolded(masked, weights.keyCount());
            b.add(MASK, b.sumToShape(gradient, b.input(MASK)));
        }
        String scores = weights.throughCap(masked);
        if (b.wanted(0)) {
            String product = b.emit("MatMul", scores, keys);
            String gradient = b.emit("Mul", product, weights.scale());
            b.add(0, heads.joined(heads.unfolded(gradient, heads.features()), b.input(0)));
        }
        if (b.wanted(1)) {
            String gradient =
                    b.emit("MatMul", b.transposeLastTwo(scores, 4), weights.scaledQueries());
            b.add(1, heads.joined(gradient, b.input(1)));
        }
    }

    private static void refuseCaches(Backward b) {
        for (int i = MASK + 1; i < INPUTS.size(); i++) {
            if (b.node().input(i).isPresent()) {
                throw b.unsupported("it reads " + INPUTS.get(i) + "; export it without a cache");
            }
        }
        for (int i = 1; i < OUTPUTS.size(); i++) {
            if (b.upstream(i).isPresent()) {
                throw b.unsupported("the loss depends on its output " + OUTPUTS.get(i));
            }
        }
    }

    @Override
    public List<RuleExample> examples() {
        RuleExample grouped =
                attention(
                        new long[] {2, 4, 3, 2}, new long[] {2, 2, 5, 2}, new long[] {2, 2, 5, 3});
        RuleExample flat =
                attention(new long[] {2, 3, 8}, new long[] {2, 5, 4}, new long[] {2, 5, 6})
                        .with("q_num_heads", Attribute.of(4L))
                        .with("kv_num_heads", Attribute.of(2L));
        RuleExample self =
                attention(
                        new long[] {2, 2, 3, 2}, new long[] {2, 2, 3, 2}, new long[] {2, 2, 3, 2});
        RuleExample causal = self.with("is_causal", Attribute.of(1L));
        RuleExample capped = grouped.with("softcap", Attribute.of(0.7f));
        RuleExample.Operand flags = RuleExample.constant(someFlags());
        RuleExample.Operand additive = RuleExample.random(3, 5);
        return List.of(
                self,
                self.with("scale", Attribute.of(0.3f)),
                causal,
                causal.and(RuleExample.random(2, 1, 3, 3)),
                grouped,
                grouped.and(flags),
                grouped.and(additive),
                grouped.and(RuleExample.random(2, 4, 3, 5)),
                grouped.with("is_causal", Attribute.of(1L)),
                capped,
                capped.and(flags),
                capped.and(additive),
                capped.with("softmax_precision", Attribute.of((long) ElementType.DOUBLE.code())),
                flat,
                flat.and(RuleExample.random(2, 1, 3, 5)).with("softcap", Attribute.of(2f)),
                flat.with("is_causal", Attribute.of(1L)).with("scale", Attribute.of(0.5f)),
                flat.and(flags).inOpset(SINCE + 1),
                attention(new long[] {2, 2, 1, 2}, new long[] {2, 2, 3, 2}, new long[] {2, 2, 3, 2})
                        .with("is_causal", Attribute.of(1L)),
                attention(new long[] {2, 2, 4, 2}, new long[] {2, 2, 3, 2}, new long[] {2, 2, 3, 2})
                        .with("is_causal", Attribute.of(1L)));
    }

    @Override
    public RuleExample randomExample(RandomGenerator random) {
        long batch = random.nextInt(1, 3);
        long keyHeads = random.nextInt(1, 3);
        long heads = keyHeads * random.nextInt(1, 4);
        long queries = random.nextInt(1, 5);
        long keys = random.nextInt(1, 5);
        long features = random.nextInt(1, 4);
        long valued = random.nextInt(1, 4);
        boolean flat = random.nextBoolean();
        RuleExample example =
                attention(
                                sizes(flat, batch, heads, queries, features),
                                sizes(flat, batch, keyHeads, keys, features),
                                sizes(flat, batch, keyHeads, keys, valued))
                        .with("is_causal", Attribute.of((long) random.nextInt(2)))
                        .with("softcap", Attribute.of(random.nextInt(2) * 0.8f));
        if (flat) {
            example =
                    example.with("q_num_heads", Attribute.of(heads))
                            .with("kv_num_heads", Attribute.of(keyHeads));
        }
        return random.nextBoolean() ? example : example.and(RuleExample.random(queries, keys));
    }

    private static long[] sizes(boolean flat, long batch, long heads, long tokens, long features) {
        return flat
                ? new long[] {batch, tokens, heads * features}
                : new long[] {batch, heads, tokens, features};
    }

    private static RuleExample attention(long[]... shapes) {
        return RuleExample.within(-1.5, 1.5, shapes).inOpset(SINCE);
    }

    /** Three queries, five keys; each query sees one key at least. */
    private static TensorValue someFlags() {
        byte[] flags = {1, 0, 1, 1, 0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 1};
        return TensorValue.ofRaw(ElementType.BOOL, List.of(3L, 5L), Bytes.of(flags));
    }
}
