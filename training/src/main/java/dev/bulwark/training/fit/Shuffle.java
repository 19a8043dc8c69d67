package dev.bulwark.training.fit;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Where the random numbers of training come from. Every step has a generator of its own, made from
 * the seed and the place of the step, so that training can go on from any step without a
 * generator's state.
 */
final class Shuffle {
    private static final RandomGeneratorFactory<RandomGenerator> FACTORY =
            RandomGeneratorFactory.of("L64X128MixRandom");

    /** Separates shuffles and masks from the stream of the initial weights. */
    private static final long STREAM = 0x5bd1e995L;

    /** The golden ratio, as SplitMix64 spreads seeds. */
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private static final int EPOCH_BITS = 40;

    private Shuffle() {}

    /** The generator of a step, counted from 1; that of step 0 shuffles the epoch. */
    static RandomGenerator generator(long seed, long epoch, long step) {
        long place = (epoch << EPOCH_BITS) + step + 1;
        return FACTORY.create(mixed((seed ^ STREAM) + place * GOLDEN));
    }

    /** The finaliser of SplitMix64 (Steele et al. 2014): each bit of the place moves each other. */
    private static long mixed(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** The rows of an epoch in the order they are taken. */
    static int[] order(int rows, long seed, long epoch) {
        int[] order = new int[rows];
        for (int i = 0; i < rows; i++) {
            order[i] = i;
        }
        inPlace(order, generator(seed, epoch, 0));
        return order;
    }

    /** Fisher and Yates. */
    static void inPlace(int[] values, RandomGenerator random) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = values[i];
            values[i] = values[j];
            values[j] = swapped;
        }
    }
}
