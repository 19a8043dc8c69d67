package dev.bulwark.onnx.build.layer;

import dev.bulwark.onnx.graph.Attribute;
import java.util.List;
import java.util.Map;

/**
 * Layer normalisation over the last axis, with a scale that starts from one and a shift that starts
 * from zero.
 *
 * @param name of the layer; its parameters are {@code <name>.scale} and {@code .shift}
 * @see <a href="https://arxiv.org/abs/1607.06450">Ba et al. 2016, equation 4</a>
 */
public record LayerNorm(String name) implements Layer {
    private static final float EPSILON = 1e-5f;

    @Override
    public Signal append(Assembly assembly, Signal input) {
        int width = input.shape().getLast();
        return input.with(
                assembly.node(
                        "LayerNormalization",
                        List.of(
                                input.value(),
                                assembly.vector(name + ".scale", 1, width),
                                assembly.vector(name + ".shift", 0, width)),
                        Map.of("axis", Attribute.of(-1L), "epsilon", Attribute.of(EPSILON))));
    }
}
