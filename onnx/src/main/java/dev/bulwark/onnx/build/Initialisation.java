package dev.bulwark.onnx.build;

import dev.bulwark.onnx.optimise.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Draws initial weights; one seed gives the same weights on every machine. */
final class Initialisation {
    private final RandomGenerator random;

    Initialisation(long seed) {
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** Normal with variance {@code 2 / from}: keeps the variance behind a ReLU. */
    Parameter he(String name, int from, int to) {
        double deviation = Math.sqrt(2.0 / from);
        float[] values = new float[Math.multiplyExact(from, to)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return new Parameter(name, List.of((long) from, (long) to), true, values);
    }

    /** Uniform within {@code ±√(6 / (from + to))}. */
    Parameter glorot(String name, int from, int to) {
        double bound = Math.sqrt(6.0 / (from + to));
        float[] values = new float[Math.multiplyExact(from, to)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        return new Parameter(name, List.of((long) from, (long) to), true, values);
    }

    /** A vector of one value, which weight decay leaves alone. */
    static Parameter filled(String name, int width, float value) {
        float[] values = new float[width];
        Arrays.fill(values, value);
        return new Parameter(name, List.of((long) width), false, values);
    }
}
