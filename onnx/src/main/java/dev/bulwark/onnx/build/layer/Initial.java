package dev.bulwark.onnx.build.layer;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** What a parameter starts from. The same stream of random numbers gives the same values. */
public sealed interface Initial {

    /**
     * Normal with variance {@code 2 / fanIn}: keeps the variance of a signal through ReLUs.
     *
     * @see <a href="https://arxiv.org/abs/1502.01852">He et al. 2015, equation 10</a>
     */
    record He() implements Initial {}

    /**
     * Uniform within {@code ±√(6 / (fanIn + fanOut))}: keeps the variance of signals and gradients
     * through linear layers.
     *
     * @see <a href="https://proceedings.mlr.press/v9/glorot10a.html">Glorot and Bengio 2010,
     *     equation 16</a>
     */
    record Glorot() implements Initial {}

    /**
     * Normal of this deviation, drawn again beyond two deviations, as transformers start.
     *
     * @param deviation {@code > 0}, commonly 0.02
     * @see <a href="https://arxiv.org/abs/2012.12877">Touvron et al. 2021, section 6; truncation
     *     after Hanin and Rolnick 2018</a>
     */
    record TruncatedNormal(double deviation) implements Initial {
        private static final double BOUND = 2;

        public TruncatedNormal {
            if (!(deviation > 0 && Double.isFinite(deviation))) {
                throw new IllegalArgumentException("deviation must be > 0, but was " + deviation);
            }
        }

        private double draw(RandomGenerator random) {
            // One draw in 22 is refused: a hundred refusals in a row do not happen.
            for (int i = 0; i < 100; i++) {
                double value = random.nextGaussian();
                if (Math.abs(value) <= BOUND) {
                    return value * deviation;
                }
            }
            throw new IllegalStateException("the random numbers are not normal");
        }
    }

    /** One value everywhere: zero for shifts, one for scales. */
    record Constant(float value) implements Initial {}

    /**
     * Draws values.
     *
     * @param count how many, {@code >= 1}
     * @param fanIn inputs one output is made of
     * @param fanOut outputs one input goes into
     */
    default float[] draw(RandomGenerator random, int count, long fanIn, long fanOut) {
        float[] values = new float[count];
        switch (this) {
            case He() -> {
                double deviation = Math.sqrt(2.0 / fanIn);
                for (int i = 0; i < count; i++) {
                    values[i] = (float) (random.nextGaussian() * deviation);
                }
            }
            case Glorot() -> {
                double bound = Math.sqrt(6.0 / (fanIn + fanOut));
                for (int i = 0; i < count; i++) {
                    values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
                }
            }
            case TruncatedNormal normal -> {
                for (int i = 0; i < count; i++) {
                    values[i] = (float) normal.draw(random);
                }
            }
            case Constant(float value) -> Arrays.fill(values, value);
        }
        return values;
    }
}
