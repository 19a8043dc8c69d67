package dev.bulwark.onnx.build.layer;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.Map;

/**
 * Multi-head self-attention: {@code [tokens, width]} to the same.
 *
 * @param name of the layer; its parts are {@code <name>.query}, {@code .key}, {@code .value} and
 *     {@code .project}
 * @param heads how many; they divide the width
 * @param initial of the weights
 * @see <a href="https://arxiv.org/abs/1706.03762">Vaswani et al. 2017, equation 1 and section
 *     3.2.2</a>
 */
public record Attention(String name, int heads, Initial initial) implements Layer {
    @Override
    public Signal append(Assembly assembly, Signal input) {
        int tokens = input.length(0, 2);
        int width = input.length(1, 2);
        if (width % heads != 0) {
            throw new BulwarkException(
                    "MODEL_ARCHITECTURE",
                    "%d heads do not divide a width of %d".formatted(heads, width),
                    "choose a width under model.build that the heads divide");
        }
        // [batch, heads, tokens, width of a head]; the keys with the last two exchanged.
        String query = head(assembly, input, "query", 0, 2, 1, 3);
        String key = head(assembly, input, "key", 0, 2, 3, 1);
        String value = head(assembly, input, "value", 0, 2, 1, 3);
        String scale = assembly.scalar(1 / Math.sqrt((double) width / heads));
        String scores = assembly.node("Mul", assembly.node("MatMul", query, key), scale);
        String shares =
                assembly.node("Softmax", List.of(scores), Map.of("axis", Attribute.of(-1L)));
        String mixed = transposed(assembly, assembly.node("MatMul", shares, value), 0, 2, 1, 3);
        Signal joined = assembly.reshaped(mixed, tokens, width);
        return new Dense(name + ".project", width, true, initial).append(assembly, joined);
    }

    private String head(Assembly assembly, Signal input, String part, long... order) {
        int tokens = input.length(0, 2);
        int width = input.length(1, 2);
        Signal projected =
                new Dense(name + "." + part, width, true, initial).append(assembly, input);
        Signal split = assembly.reshaped(projected.value(), tokens, heads, width / heads);
        return transposed(assembly, split.value(), order);
    }

    private static String transposed(Assembly assembly, String value, long... order) {
        return assembly.node("Transpose", List.of(value), Map.of("perm", Attribute.ints(order)));
    }
}
