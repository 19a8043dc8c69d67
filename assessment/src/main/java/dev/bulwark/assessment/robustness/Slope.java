package dev.bulwark.assessment.robustness;

/** A gradient and the logits where it was taken; both shared, not to be changed. */
public final class Slope {
    private final float[] gradient;
    private final float[] logits;

    Slope(float[] gradient, float[] logits) {
        this.gradient = gradient;
        this.logits = logits;
    }

    /** The derivatives of the loss, shape {@code [rows, width]}, flat. */
    public float[] gradient() {
        return gradient;
    }

    /** The logits, shape {@code [rows, classes]}, flat. */
    public float[] logits() {
        return logits;
    }

    /** The derivative of the loss at a flat index of the points. */
    public float gradient(int at) {
        return gradient[at];
    }

    /** Best other logit minus that of {@code truth}: positive where the answer is wrong. */
    public double margin(int row, int truth, int classes) {
        return new LogitRow(logits, row * classes, classes).margin(truth);
    }

    void addTo(double[] gradients, double[] scores) {
        for (int i = 0; i < gradient.length; i++) {
            gradients[i] += gradient[i];
        }
        for (int i = 0; i < logits.length; i++) {
            scores[i] += logits[i];
        }
    }

    /** The mean of what was added. */
    static Slope mean(double[] gradients, double[] scores, int count) {
        float[] gradient = new float[gradients.length];
        float[] logits = new float[scores.length];
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = (float) (gradients[i] / count);
        }
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) (scores[i] / count);
        }
        return new Slope(gradient, logits);
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
