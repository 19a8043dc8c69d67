package dev.bulwark.onnx.optimise;

import dev.bulwark.onnx.run.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.random.RandomGenerator;

/**
 * Mixes each example of a batch with another, and their labels in the same proportion, so that the
 * network is straight between examples.
 *
 * @param alpha of the Beta distribution that the proportion is drawn from, in (0, 100]; commonly
 *     0.2 to 0.4, and stronger above
 * @see <a href="https://arxiv.org/abs/1710.09412">Zhang et al. 2018, equation 1</a>
 */
public record Mixup(double alpha) {
    private static final double LARGEST = 100;

    /** Draws before a sampler gives up; each succeeds more often than not. */
    private static final int MOST_DRAWS = 10_000;

    public Mixup {
        if (!(alpha > 0 && alpha <= LARGEST)) {
            throw new IllegalArgumentException("alpha must be in (0, 100], but was " + alpha);
        }
    }

    /** The proportion of the first example, from Beta(alpha, alpha). */
    public float draw(RandomGenerator random) {
        double first = gamma(random);
        double second = gamma(random);
        // For a small alpha both can underflow; then one of them is nearly all, at even odds.
        if (!(first + second > 0)) {
            return random.nextBoolean() ? 1 : 0;
        }
        return (float) (first / (first + second));
    }

    /**
     * Gamma(alpha, 1) by Marsaglia and Tsang 2000; below 1 by that of {@code alpha + 1} times a
     * power of a uniform number (their section 6). StrictMath gives the same bits everywhere.
     */
    private double gamma(RandomGenerator random) {
        double shape = alpha < 1 ? alpha + 1 : alpha;
        double d = shape - 1 / 3.0;
        double c = 1 / Math.sqrt(9 * d);
        for (int draws = 0; draws < MOST_DRAWS; draws++) {
            double x = random.nextGaussian();
            double v = 1 + c * x;
            double cube = v * v * v;
            double u = 1 - random.nextDouble();
            if (cube > 0
                    && StrictMath.log(u) < 0.5 * x * x + d - d * cube + d * StrictMath.log(cube)) {
                double scale = alpha < 1 ? StrictMath.pow(1 - random.nextDouble(), 1 / alpha) : 1;
                return d * cube * scale;
            }
        }
        throw new IllegalStateException("the generator gives no normal numbers");
    }

    /**
     * {@code target = share·target + (1 − share)·other}, in place.
     *
     * @param target FLOAT buffer
     * @param other FLOAT buffer of the same size
     */
    public static void blend(Tensor target, Tensor other, float share) {
        MemorySegment from = other.segment();
        float rest = 1 - share;
        new Tiles()
                .step(
                        target.segment(),
                        from,
                        (values, others, _, count) -> blend(values, others, count, share, rest));
    }

    private static void blend(float[] values, float[] others, int count, float share, float rest) {
        for (int i = 0; i < count; i++) {
            values[i] = share * values[i] + rest * others[i];
        }
    }
}
