package dev.bulwark.onnx.build.layer;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.Map;

/**
 * Cuts a picture into square patches and makes a token of each, behind a class token; adds learned
 * positions: {@code [c, h, w]} to {@code [1 + (h/patch)·(w/patch), width]}.
 *
 * @param name of the layer; its parameters are {@code <name>.patch.weight}, {@code .patch.bias},
 *     {@code .class} and {@code .position}
 * @param patch side of a patch in pixels; it divides height and width
 * @param width of a token
 * @param initial of weight, class token and positions
 * @see <a href="https://arxiv.org/abs/2010.11929">Dosovitskiy et al. 2021, equation 1</a>
 */
public record PatchEmbedding(String name, int patch, int width, Initial initial) implements Layer {
    @Override
    public Signal append(Assembly assembly, Signal input) {
        int height = input.length(1, 3);
        int across = input.length(2, 3);
        if (height % patch != 0 || across % patch != 0) {
            throw new BulwarkException(
                    "MODEL_ARCHITECTURE",
                    "patches of %d pixels do not divide pictures of %d by %d"
                            .formatted(patch, height, across),
                    "write a model.build.vit.patch that divides both");
        }
        int patches = (height / patch) * (across / patch);
        Signal cut =
                new Convolution(name + ".patch", width, patch, patch, 0, true, initial)
                        .append(assembly, input);
        String columns = assembly.reshaped(cut.value(), width, patches).value();
        String tokens =
                assembly.node(
                        "Transpose", List.of(columns), Map.of("perm", Attribute.ints(0, 2, 1)));
        String first = assembly.undecayed(name + ".class", initial, 1, 1, width);
        String all =
                assembly.node(
                        "Concat",
                        List.of(repeated(assembly, first, tokens), tokens),
                        Map.of("axis", Attribute.of(1L)));
        String position = assembly.undecayed(name + ".position", initial, 1, patches + 1L, width);
        return Signal.of(assembly.node("Add", all, position), patches + 1, width);
    }

    /** The class token once for each example. */
    private String repeated(Assembly assembly, String token, String tokens) {
        String batch =
                assembly.node(
                        "Shape",
                        List.of(tokens),
                        Map.of("start", Attribute.of(0L), "end", Attribute.of(1L)));
        String shape =
                assembly.node(
                        "Concat",
                        List.of(batch, assembly.ints(1, width)),
                        Map.of("axis", Attribute.of(0L)));
        return assembly.declared(assembly.node("Expand", token, shape), 1, width);
    }
}
