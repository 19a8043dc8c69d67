package dev.bulwark.assessment.statistics;

/**
 * Two independent shares held against each other.
 *
 * @param first the group in question
 * @param second the group it is compared with
 */
public record ProportionContrast(Proportion first, Proportion second) {
    private static final String EMPTY = "one of the groups has no observations";
    private static final double HALF = 0.5;

    /**
     * {@code first - second} with Newcombe's hybrid score interval; undefined if a group is empty.
     * Shares of 0 and 1 need no correction: Wilson's bounds, from which it is made, do not
     * collapse.
     *
     * @see <a href="https://pubmed.ncbi.nlm.nih.gov/9595617/">Newcombe 1998, Statistics in Medicine
     *     17:873, method 10</a>
     */
    public Estimate difference() {
        if (first.n() == 0 || second.n() == 0) {
            return new Estimate.Undefined(EMPTY, observations());
        }
        double p1 = first.value();
        double p2 = second.value();
        Interval w1 = first.wilson(Interval.CONFIDENCE);
        Interval w2 = second.wilson(Interval.CONFIDENCE);
        double below = Math.hypot(p1 - w1.lower(), w2.upper() - p2);
        double above = Math.hypot(w1.upper() - p1, p2 - w2.lower());
        double difference = p1 - p2;
        Interval interval = new Interval(difference - below, difference + above).clampedTo(-1, 1);
        return new Estimate.Measured(difference, interval, observations());
    }

    /**
     * {@code first / second} with Katz's log interval.
     *
     * <p>The logarithm needs both counts above zero. Where they are not, this says what is known
     * and no more: with no success in the first group the ratio is 0, the lower bound 0, and the
     * upper bound takes half a success in its place; with none in the second the ratio is
     * undefined, as it is when a group is empty. Where all succeed in both groups the standard
     * error would be 0, so half a failure is put in each.
     *
     * @see <a href="https://doi.org/10.2307/2530610">Katz et al. 1978, Biometrics 34:469, method
     *     C</a>; half a count for zeros as in Agresti, Categorical Data Analysis, §3.1
     */
    public Estimate ratio() {
        if (first.n() == 0 || second.n() == 0) {
            return new Estimate.Undefined(EMPTY, observations());
        }
        if (second.successes() == 0) {
            return new Estimate.Undefined(
                    "the group compared with has a rate of 0", observations());
        }
        double x1 = first.successes();
        double x2 = second.successes();
        boolean none = x1 == 0;
        boolean all = first.successes() == first.n() && second.successes() == second.n();
        if (none) {
            x1 = HALF;
        }
        if (all) {
            x1 -= HALF;
            x2 -= HALF;
        }
        double centre = Math.log(x1 / first.n()) - Math.log(x2 / second.n());
        double variance = 1 / x1 - 1.0 / first.n() + 1 / x2 - 1.0 / second.n();
        double half = StandardNormal.twoSided(Interval.CONFIDENCE) * Math.sqrt(variance);
        Interval interval =
                new Interval(none ? 0 : Math.exp(centre - half), Math.exp(centre + half));
        return new Estimate.Measured(first.value() / second.value(), interval, observations());
    }

    private long observations() {
        return first.n() + second.n();
    }
}
