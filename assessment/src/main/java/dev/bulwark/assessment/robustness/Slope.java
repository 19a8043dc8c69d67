package dev.bulwark.assessment.robustness;

/** A gradient and the logits where it was taken; both shared, not to be changed. */
public final class Slope {
    private final float[] gradient;
    private final float[] logits;

    Slope(float[] gradient, float[] logits) {
        this.gradient = gradient;
        this.logits = logits;
    }

    /** The derivative of the loss at a flat index of the points. */
    public float gradient(int at) {
        return gradient[at];
    }

    /** Best other logit minus that of {@code truth}: positive where the answer is wrong. */
    public double margin(int row, int truth, int classes) {
        return margin(logits, row, truth, classes);
    }

    /** As {@link #margin(int, int, int)}, of logits of shape {@code [rows, classes]}, flat. */
    static double margin(float[] logits, int row, int truth, int classes) {
        double best = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < classes; k++) {
            if (k != truth) {
                best = Math.max(best, logits[row * classes + k]);
            }
        }
        return best - logits[row * classes + truth];
    }

    /** Whether no coordinate of a row has a derivative other than 0. */
    public boolean isFlat(int row, int width) {
        for (int i = 0; i < width; i++) {
            if (gradient[row * width + i] != 0) {
                return false;
            }
        }
        return true;
    }
}
