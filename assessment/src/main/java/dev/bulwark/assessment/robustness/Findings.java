package dev.bulwark.assessment.robustness;

import java.util.Arrays;

/** What attacks found for the rows of a batch, and what they asked for it. */
final class Findings {
    private static final int NONE = -1;

    private final int[] labels;
    private final double[] distances;
    private final float[][] points;
    private final int[] scored;
    private final int[] differentiated;
    private long offered;

    Findings(int rows) {
        this.labels = new int[rows];
        this.distances = new double[rows];
        this.points = new float[rows][];
        this.scored = new int[rows];
        this.differentiated = new int[rows];
        Arrays.fill(labels, NONE);
    }

    boolean isBroken(int row) {
        return labels[row] != NONE;
    }

    int label(int row) {
        return labels[row];
    }

    double distance(int row) {
        return distances[row];
    }

    /** The adversarial point, shared; only if {@link #isBroken}. */
    float[] point(int row) {
        return points[row];
    }

    void broke(int row, int label, double distance, float[] point) {
        labels[row] = label;
        distances[row] = distance;
        points[row] = point;
    }

    void scored(int row) {
        scored[row]++;
    }

    void differentiated(int row) {
        differentiated[row]++;
    }

    /** Answers asked for, points handed in included. */
    int queries(int row) {
        return scored[row];
    }

    /** Gradients asked for. */
    int gradients(int row) {
        return differentiated[row];
    }

    void offered(int rows) {
        offered += rows;
    }

    long offered() {
        return offered;
    }
}
