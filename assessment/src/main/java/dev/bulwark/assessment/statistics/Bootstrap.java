package dev.bulwark.assessment.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Intervals by resampling rows with replacement, from a seed.
 *
 * @param replicates how often the sample is redrawn, {@code >= 100}
 * @param seed equal seeds give equal intervals
 * @see <a href="https://doi.org/10.1007/978-1-4899-4541-9">Efron and Tibshirani 1993, chapter
 *     13</a>
 */
public record Bootstrap(int replicates, long seed) {
    private static final int FEWEST = 100;
    private static final int MOST = 100_000;

    public Bootstrap {
        if (replicates < FEWEST || replicates > MOST) {
            throw new IllegalArgumentException(
                    "replicates must be in [%d, %d], but were %d"
                            .formatted(FEWEST, MOST, replicates));
        }
    }

    /** A quantity computed from a multiset of rows. */
    @FunctionalInterface
    public interface Statistic {
        /**
         * @param times how often each row was drawn; shape {@code [rows]}, sums to the number of
         *     rows; not to be kept or changed
         * @return finite, or NaN where this draw gives none
         */
        double of(int[] times);
    }

    /**
     * The values of {@code statistic} over all replicates, ascending, without NaN. Cost is {@code
     * replicates} times that of drawing and of the statistic.
     *
     * @param rows {@code >= 1}
     */
    public double[] distribution(int rows, Statistic statistic) {
        if (rows < 1) {
            throw new IllegalArgumentException("a bootstrap needs rows, but got " + rows);
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[replicates];
        int[] times = new int[rows];
        int kept = 0;
        for (int replicate = 0; replicate < replicates; replicate++) {
            Arrays.fill(times, 0);
            for (int draw = 0; draw < rows; draw++) {
                times[random.nextInt(rows)]++;
            }
            double value = statistic.of(times);
            if (!Double.isNaN(value)) {
                values[kept++] = value;
            }
        }
        double[] sorted = Arrays.copyOf(values, kept);
        Arrays.sort(sorted);
        return sorted;
    }

    /** The percentile interval: for estimators whose bias is small, such as means. */
    public Interval percentile(int rows, Statistic statistic) {
        double[] sorted = distribution(rows, statistic);
        double tail = (1 - Interval.CONFIDENCE) / 2;
        return new Interval(quantile(sorted, tail), quantile(sorted, 1 - tail));
    }

    /**
     * The quantile of a sorted sample, linear between order statistics.
     *
     * @param sorted ascending, not empty
     * @param p in [0, 1]
     * @see <a href="https://doi.org/10.2307/2684934">Hyndman and Fan 1996, definition 7</a>
     */
    public static double quantile(double[] sorted, double p) {
        if (sorted.length == 0 || !(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException(
                    "a quantile needs values and p in [0, 1], but got %d values and p=%s"
                            .formatted(sorted.length, p));
        }
        double position = p * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
