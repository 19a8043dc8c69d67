package dev.bulwark.assessment.statistics;

/**
 * A share that was counted: {@code successes} of {@code n}.
 *
 * @param successes {@code >= 0}, {@code <= n}
 * @param n {@code >= 0}
 */
public record Proportion(long successes, long n) {
    public Proportion {
        if (successes < 0 || successes > n) {
            throw new IllegalArgumentException(
                    "successes must be in [0, n], but were " + successes + " of " + n);
        }
    }

    /**
     * The share.
     *
     * @throws IllegalArgumentException if n is 0
     */
    public double value() {
        if (n == 0) {
            throw new IllegalArgumentException("a share of nothing is undefined");
        }
        return (double) successes / n;
    }

    /**
     * Wilson's score interval, without continuity correction. Its mean coverage is near the nominal
     * one for every n, and it never leaves [0, 1].
     *
     * @param confidence in (0, 1)
     * @throws IllegalArgumentException if n is 0
     * @see <a href="https://doi.org/10.1080/01621459.1927.10502953">Wilson 1927</a>; method 3 of
     *     Newcombe 1998, Statistics in Medicine 17:857
     */
    public Interval wilson(double confidence) {
        double p = value();
        double z = StandardNormal.twoSided(confidence);
        double z2 = z * z;
        double centre = successes + z2 / 2;
        double half = z * Math.sqrt(successes * (1 - p) + z2 / 4);
        double lower = successes == 0 ? 0 : (centre - half) / (n + z2);
        double upper = successes == n ? 1 : (centre + half) / (n + z2);
        return new Interval(lower, upper);
    }

    /** The share with Wilson's interval; undefined if n is 0. */
    public Estimate estimate() {
        return n == 0
                ? new Estimate.Undefined("no observations", 0)
                : new Estimate.Measured(value(), wilson(Interval.CONFIDENCE), n);
    }
}
