package dev.bulwark.assessment.robustness;

/**
 * How far an adversary may move a row.
 *
 * @param norm how distance is measured
 * @param epsilon the largest distance, in [0, 100]: for numbers in standard deviations of the
 *     training rows, for images in parts of full scale
 */
public record PerturbationBudget(Norm norm, double epsilon) {
    /** Beyond a hundred deviations nothing of a row is left. */
    private static final double MOST = 100;

    public PerturbationBudget {
        if (!(epsilon >= 0 && epsilon <= MOST)) {
            throw new IllegalArgumentException("epsilon must be in [0, 100], but was " + epsilon);
        }
    }

    /** A budget in the maximum norm. */
    public static PerturbationBudget linf(double epsilon) {
        return new PerturbationBudget(Norm.LINF, epsilon);
    }
}
