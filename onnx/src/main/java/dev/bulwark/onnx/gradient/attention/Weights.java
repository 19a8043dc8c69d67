package dev.bulwark.onnx.gradient.attention;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.ElementType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How much each query takes of each key, computed anew, and what led there. Queries are folded as
 * {@link Heads#folded} does it.
 *
 * @param b of the attention node
 * @param folded the weights, shape [batch, key head, query, key]
 * @param scaledQueries shape [batch, key head, query, feature]
 * @param scale a scalar
 * @param keyCount how many keys there are, an INT64 vector of one element
 * @param cap the hyperbolic tangent that kept the scores small, of the shape of the weights
 */
record Weights(
        Backward b,
        String folded,
        String scaledQueries,
        String scale,
        String keyCount,
        Optional<String> cap) {
    private static final int MASK = 3;

    /**
     * Of the node.
     *
     * @param keys shape [batch, key head, key, feature]
     */
    static Weights of(Backward b, Heads heads, String keys) {
        String scale = scale(b, heads);
        String keyCount = b.lengthOf(b.input(1), -2);
        String queries = heads.folded(heads.ofQueries(b.input(0)), heads.features());
        String scaled = b.emit("Mul", queries, scale);
        String scores = b.emit("MatMul", scaled, b.transposeLastTwo(keys, 4));
        float most = b.node().floatAttribute("softcap", 0);
        Optional<String> cap = Optional.empty();
        if (most > 0) {
            String bound = b.scalar(most, b.input(0));
            String tangent = b.emit("Tanh", b.emit("Div", scores, bound));
            cap = Optional.of(tangent);
            scores = b.emit("Mul", tangent, bound);
        }
        Optional<String> mask = b.node().input(MASK);
        if (mask.isPresent() || isCausal(b)) {
            String apart = heads.unfolded(scores, keyCount);
            if (mask.isPresent()) {
                apart = masked(b, apart, mask.get());
            }
            if (isCausal(b)) {
                apart = seen(b, upTo(b, keyCount), apart);
            }
            scores = heads.folded(apart, keyCount);
        }
        String weights = b.emit("Softmax", List.of(scores), Map.of("axis", Attribute.of(-1L)));
        if (mask.isPresent()) {
            weights = withoutBlind(b, scores, weights);
        }
        return new Weights(b, weights, scaled, scale, keyCount, cap);
    }

    private static boolean isCausal(Backward b) {
        return b.node().intAttribute("is_causal", 0) != 0;
    }

    /** 1 / √features, if the node does not say otherwise. */
    private static String scale(Backward b, Heads heads) {
        if (b.node().attributes().containsKey("scale")) {
            return b.scalar(b.node().floatAttribute("scale", 1), b.input(0));
        }
        long type = b.elementType(b.input(0)).code();
        String features =
                b.emit("Cast", List.of(heads.features()), Map.of("to", Attribute.of(type)));
        return b.emit("Reciprocal", b.emit("Sqrt", features));
    }

    /** Zeros for a query that sees no key; the softmax of it is not a number. */
    private static String withoutBlind(Backward b, String scores, String weights) {
        String largest = b.emit("ReduceMax", scores, b.ints(-1));
        String never = b.scalar(Double.NEGATIVE_INFINITY, b.input(0));
        return b.emit("Where", b.emit("Equal", largest, never), b.scalar(0, b.input(0)), weights);
    }

    private static String masked(Backward b, String scores, String mask) {
        return b.elementType(mask) == ElementType.BOOL
                ? seen(b, mask, scores)
                : b.emit("Add", scores, mask);
    }

    private static String seen(Backward b, String flags, String scores) {
        String never = b.scalar(Double.NEGATIVE_INFINITY, b.input(0));
        return b.emit("Where", flags, scores, never);
    }

    /** Query i sees keys 0 to i, shape [query, key]. */
    private static String upTo(Backward b, String keyCount) {
        String queries = count(b, b.lengthOf(b.input(0), -2));
        String keys = count(b, keyCount);
        return b.emit("LessOrEqual", keys, b.emit("Unsqueeze", queries, b.ints(1)));
    }

    private static String count(Backward b, String length) {
        String zero = b.emit("Squeeze", b.ints(0), b.ints(0));
        String one = b.emit("Squeeze", b.ints(1), b.ints(0));
        return b.emit("Range", zero, b.emit("Squeeze", length, b.ints(0)), one);
    }

    /** The gradient of the scores as the product gave them, from that of the masked ones. */
    String throughCap(String gradient) {
        if (cap.isEmpty()) {
            return gradient;
        }
        String square = b.emit("Mul", cap.get(), cap.get());
        String slope = b.emit("Sub", b.scalar(1, b.input(0)), square);
        return b.emit("Mul", gradient, slope);
    }
}
