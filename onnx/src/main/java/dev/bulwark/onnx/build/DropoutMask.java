package dev.bulwark.onnx.build;

import dev.bulwark.onnx.run.Tensor;
import java.util.random.RandomGenerator;

/**
 * A dropout mask that is fed to the training graph, so that the seed of the run decides it and not
 * the engine (inverted dropout, Srivastava et al. 2014, section 10).
 *
 * @param input name of the graph's input, FLOAT {@code [batch, width]}
 * @param width of the layer
 * @param rate part left out, in (0, 1)
 */
public record DropoutMask(String input, int width, double rate) {
    /**
     * Draws a mask into a tensor made by {@code Tensor.allocate(FLOAT, batch, width)}: 0 with
     * probability {@code rate}, else {@code 1 / (1 − rate)}, so that the mean stays.
     */
    public void draw(RandomGenerator random, Tensor target) {
        float[] values = new float[target.size()];
        float kept = (float) (1 / (1 - rate));
        float threshold = (float) rate;
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() < threshold ? 0 : kept;
        }
        target.set(values);
    }
}
