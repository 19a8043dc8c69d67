package dev.bulwark.assessment.scoring;

/** A model's answers to rows: the probabilities of the classes and the label, as served. */
public final class Predictions {
    /** Single precision softmax sums to 1 within a few units in the last place a class. */
    private static final double SUM_TOLERANCE = 1e-3;

    private final int classes;
    private final float[] probabilities;
    private final int[] labels;

    private Predictions(int classes, float[] probabilities, int[] labels) {
        this.classes = classes;
        this.probabilities = probabilities;
        this.labels = labels;
    }

    /**
     * Copies of what the model gave.
     *
     * @param classes {@code >= 2}
     * @param probabilities shape {@code [rows, classes]}, flat; each row in [0, 1], summing to 1
     * @param labels the served label of each row, as class codes
     * @throws IllegalArgumentException if the shapes differ or a row is no distribution
     */
    public static Predictions of(int classes, float[] probabilities, int[] labels) {
        if (classes < 2 || probabilities.length != (long) labels.length * classes) {
            throw new IllegalArgumentException(
                    "%d probabilities do not fit %d rows of %d classes"
                            .formatted(probabilities.length, labels.length, classes));
        }
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] < 0 || labels[row] >= classes) {
                throw new IllegalArgumentException(
                        "row %d has label %d of %d classes".formatted(row, labels[row], classes));
            }
            requireDistribution(probabilities, row, classes);
        }
        return new Predictions(classes, probabilities.clone(), labels.clone());
    }

    private static void requireDistribution(float[] probabilities, int row, int classes) {
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            float p = probabilities[row * classes + k];
            if (!(p >= 0 && p <= 1 + SUM_TOLERANCE)) {
                throw new IllegalArgumentException(
                        "row %d gives class %d the probability %s".formatted(row, k, p));
            }
            sum += p;
        }
        if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
            throw new IllegalArgumentException(
                    "the probabilities of row %d sum to %s, not 1".formatted(row, sum));
        }
    }

    /** Number of rows. */
    public int rows() {
        return labels.length;
    }

    /** Number of classes. */
    public int classes() {
        return classes;
    }

    /** The probability the model gives to a class, in [0, 1]. */
    public double probability(int row, int classCode) {
        return Math.min(1, probabilities[row * classes + classCode]);
    }

    /** The served label of a row, as a class code. */
    public int label(int row) {
        return labels[row];
    }

    /** A fresh copy of all served labels. */
    public int[] labels() {
        return labels.clone();
    }
}
