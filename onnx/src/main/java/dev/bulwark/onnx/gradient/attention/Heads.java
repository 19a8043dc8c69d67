package dev.bulwark.onnx.gradient.attention;

import dev.bulwark.onnx.gradient.Backward;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.Map;

/**
 * How an attention node lays out its heads, and the way to [batch, head, token, feature]. Query
 * heads that share a key are taken as more tokens of the key's head, so that each product counts
 * every key once and sums over them by itself.
 */
final class Heads {
    private static final Map<String, Attribute> SWAPPED =
            Map.of("perm", Attribute.ints(0, 2, 1, 3));

    private final Backward b;
    private final boolean flat;

    private Heads(Backward b, boolean flat) {
        this.b = b;
        this.flat = flat;
    }

    /** Of the node: with three axes, the heads lie in the features. */
    static Heads of(Backward b) {
        return new Heads(b, b.requireRank(b.input(0)) == 3);
    }

    /** The queries, or what has their layout: shape [batch, query head, token, feature]. */
    String ofQueries(String value) {
        return flat ? apart(value, "q_num_heads") : value;
    }

    /** Keys or values: shape [batch, key head, token, feature]. */
    String ofKeys(String value) {
        return flat ? apart(value, "kv_num_heads") : value;
    }

    private String apart(String value, String heads) {
        String tokens = b.emit("Reshape", value, b.ints(0, 0, count(heads), -1));
        return b.emit("Transpose", List.of(tokens), SWAPPED);
    }

    private long count(String heads) {
        long count = b.node().intAttribute(heads, 0);
        if (count < 1) {
            throw b.unsupported("its inputs have three axes, and " + heads + " is missing");
        }
        return count;
    }

    /** Undoes {@link #ofQueries} or {@link #ofKeys}: a gradient of the shape of {@code input}. */
    String joined(String gradient, String input) {
        return flat
                ? b.emit(
                        "Reshape",
                        b.emit("Transpose", List.of(gradient), SWAPPED),
                        b.shapeOf(input))
                : gradient;
    }

    /**
     * From [batch, query head, token, n] to [batch, key head, query head of it and token, n].
     *
     * @param length n, an INT64 vector of one element
     */
    String folded(String value, String length) {
        String keyHeads = flat ? b.ints(count("kv_num_heads")) : b.lengthOf(b.input(1), 1);
        return b.emit("Reshape", value, b.joined(List.of(b.ints(0), keyHeads, b.ints(-1), length)));
    }

    /** Undoes {@link #folded}. */
    String unfolded(String value, String length) {
        String queryHeads = flat ? b.ints(count("q_num_heads")) : b.lengthOf(b.input(0), 1);
        return b.emit(
                "Reshape",
                value,
                b.joined(List.of(b.ints(0), queryHeads, b.lengthOf(b.input(0), -2), length)));
    }

    /** How many features a query has, an INT64 vector of one element. */
    String features() {
        String all = b.lengthOf(b.input(0), -1);
        return flat ? b.emit("Div", all, b.ints(count("q_num_heads"))) : all;
    }
}
