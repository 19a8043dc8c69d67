package dev.bulwark.assessment.robustness.threat;

/**
 * How far an adversary may move a row.
 *
 * @param norm how distance is measured
 * @param epsilon the largest distance, in [0, 1e6]: for numbers in standard deviations of the
 *     training rows, for images in parts of full scale; in L0 how many values, a whole number
 * @param switches categories and one-hot groups that may change beside, in [0, 1000]: they have no
 *     distance
 */
public record PerturbationBudget(Norm norm, double epsilon, int switches) {
    /** A thousand units in each of a million values, in L2. */
    private static final double MOST = 1e6;

    private static final int MOST_SWITCHES = 1_000;

    public PerturbationBudget {
        if (!(epsilon >= 0 && epsilon <= MOST)) {
            throw new IllegalArgumentException("epsilon must be in [0, 1e6], but was " + epsilon);
        }
        if (norm == Norm.L0 && epsilon != Math.rint(epsilon)) {
            throw new IllegalArgumentException(
                    "epsilon counts values in L0 and must be whole, but was " + epsilon);
        }
        if (switches < 0 || switches > MOST_SWITCHES) {
            throw new IllegalArgumentException(
                    "switches must be in [0, 1000], but were " + switches);
        }
    }

    /** A budget of numbers alone. */
    public PerturbationBudget(Norm norm, double epsilon) {
        this(norm, epsilon, 0);
    }

    /** A budget in the maximum norm. */
    public static PerturbationBudget linf(double epsilon) {
        return new PerturbationBudget(Norm.LINF, epsilon);
    }

    /** The same with another radius. */
    public PerturbationBudget withEpsilon(double other) {
        return new PerturbationBudget(norm, other, switches);
    }
}
