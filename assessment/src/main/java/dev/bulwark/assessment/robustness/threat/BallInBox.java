package dev.bulwark.assessment.robustness.threat;

import java.util.Arrays;

/**
 * The nearest point, in the Euclidean sense, within a ball around 0 and a box that holds 0. Both
 * conditions at once: clipping to one after the other would end elsewhere.
 */
final class BallInBox {
    /** Halvings of the multiplier's interval: enough for every bit of a double. */
    private static final int HALVINGS = 100;

    private BallInBox() {}

    /**
     * Projects in place. Cost: one sort in L0, otherwise {@code 100 × z.length} at most.
     *
     * @param z a point, in units
     * @param low of the box, each {@code <= 0}
     * @param high of the box, each {@code >= 0}
     */
    static void project(double[] z, double[] low, double[] high, Norm norm, double radius) {
        switch (norm) {
            case LINF -> clip(z, z.clone(), low, high, norm, radius);
            case L2, L1 -> shrink(z, low, high, norm, radius);
            case L0 -> keepLargest(z, low, high, (int) Math.min(radius, z.length));
        }
    }

    /** The stationary point of the Lagrangian is monotone in its multiplier: bisect it. */
    private static void shrink(double[] z, double[] low, double[] high, Norm norm, double radius) {
        double[] given = z.clone();
        clip(z, given, low, high, norm, 0);
        if (length(z, norm) <= radius) {
            return;
        }
        double least = 0;
        double most = 1;
        while (true) {
            clip(z, given, low, high, norm, most);
            if (length(z, norm) <= radius || !Double.isFinite(most)) {
                break;
            }
            most *= 2;
        }
        for (int i = 0; i < HALVINGS && least < most; i++) {
            double middle = least + (most - least) / 2;
            clip(z, given, low, high, norm, middle);
            if (length(z, norm) <= radius) {
                most = middle;
            } else {
                least = middle;
            }
        }
        clip(z, given, low, high, norm, most);
    }

    private static void clip(
            double[] z, double[] given, double[] low, double[] high, Norm norm, double by) {
        for (int i = 0; i < z.length; i++) {
            double moved =
                    switch (norm) {
                        case L2 -> given[i] / (1 + by);
                        case L1 -> Math.signum(given[i]) * Math.max(Math.abs(given[i]) - by, 0);
                        case LINF -> Math.clamp(given[i], -by, by);
                        case L0 -> given[i];
                    };
            z[i] = Math.clamp(moved, low[i], high[i]);
        }
    }

    /** Keeps those of which most would be lost; equal ones by their place. */
    private static void keepLargest(double[] z, double[] low, double[] high, int kept) {
        double[] gains = new double[z.length];
        for (int i = 0; i < z.length; i++) {
            double clipped = Math.clamp(z[i], low[i], high[i]);
            gains[i] = z[i] * z[i] - (z[i] - clipped) * (z[i] - clipped);
            z[i] = clipped;
        }
        double[] sorted = gains.clone();
        Arrays.sort(sorted);
        double bar = kept == 0 ? Double.POSITIVE_INFINITY : sorted[sorted.length - kept];
        int above = 0;
        for (double gain : gains) {
            above += gain > bar ? 1 : 0;
        }
        int ties = kept - above;
        for (int i = 0; i < z.length; i++) {
            boolean tied = gains[i] == bar;
            boolean keep = gains[i] > bar || (tied && ties > 0);
            ties -= tied ? 1 : 0;
            z[i] = keep ? z[i] : 0;
        }
    }

    static double length(double[] z, Norm norm) {
        double sum = 0;
        for (double unit : z) {
            sum = norm.add(sum, unit);
        }
        return norm.of(sum);
    }
}
