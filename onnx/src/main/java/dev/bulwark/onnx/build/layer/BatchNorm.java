package dev.bulwark.onnx.build.layer;

import dev.bulwark.onnx.graph.Attribute;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Batch normalisation of each channel, or of each feature of a row: by the batch's own statistics
 * in a graph that trains, which become values of it, and by running statistics in one that serves.
 *
 * @param layer name of the layer it belongs to; its parameters are {@code <layer>.norm.scale} and
 *     {@code .shift}, its statistics {@code <layer>.norm.mean} and {@code .variance}
 * @see <a href="https://arxiv.org/abs/1502.03167">Ioffe and Szegedy 2015, algorithms 1 and 2</a>
 */
public record BatchNorm(String layer) implements Layer {
    /** Keeps the root away from zero (algorithm 1). */
    private static final float EPSILON = 1e-5f;

    @Override
    public Signal append(Assembly assembly, Signal input) {
        int channels = input.shape().getFirst();
        String scale = assembly.vector(layer + ".norm.scale", 1, channels);
        String shift = assembly.vector(layer + ".norm.shift", 0, channels);
        if (!assembly.training()) {
            String mean = assembly.buffer(layer + ".norm.mean", channels, 0);
            String variance = assembly.buffer(layer + ".norm.variance", channels, 1);
            return input.with(
                    assembly.node(
                            "BatchNormalization",
                            List.of(input.value(), scale, shift, mean, variance),
                            Map.of("epsilon", Attribute.of(EPSILON))));
        }
        float[] ones = new float[channels];
        Arrays.fill(ones, 1);
        String zero = assembly.constant(TensorValue.of(new float[channels], channels));
        String one = assembly.constant(TensorValue.of(ones, channels));
        // Momentum 0: the second and third output are the batch's own mean and variance.
        List<String> results =
                assembly.node(
                        "BatchNormalization",
                        List.of(input.value(), scale, shift, zero, one),
                        3,
                        Map.of(
                                "epsilon", Attribute.of(EPSILON),
                                "momentum", Attribute.of(0f),
                                "training_mode", Attribute.of(1L)));
        assembly.normalised(layer, results.get(1), results.get(2), input.size() / channels);
        return input.with(results.getFirst());
    }
}
