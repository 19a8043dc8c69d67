package dev.bulwark.assessment.robustness.threat;

import java.util.random.RandomGenerator;

/**
 * The step that gains most for its length, by norm, and where to begin at random. In the maximum
 * norm the sign of the slope; in L2 its direction; in L1 the few steepest coordinates that can
 * still move (Tramèr and Boneh 2019, section 4.2); in L0 all of them by slope, of which the
 * projection keeps the largest (Croce and Hein 2019). Members of one-hot groups move by slope.
 */
final class Ascent {
    /** Part of the coordinates that share a step in L1; at least one. */
    private static final double SHARING = 0.01;

    private final PerturbationRegion region;
    private final double size;

    Ascent(PerturbationRegion region, double size) {
        this.region = region;
        this.size = size;
    }

    void climb(float[] points, float[] gradient) {
        for (int row = 0; row < region.rows(); row++) {
            int from = row * region.width();
            switch (region.budget().norm()) {
                case LINF -> signed(points, gradient, from);
                case L2 -> straight(points, gradient, from);
                case L1 -> sparse(points, gradient, from);
                case L0 -> stretched(points, gradient, from, true);
            }
            stretched(points, gradient, from, false);
        }
    }

    private void signed(float[] points, float[] gradient, int from) {
        for (int i = 0; i < region.width(); i++) {
            if (region.isNormed(i)) {
                points[from + i] +=
                        (float) (size * region.scale(i) * Math.signum(gradient[from + i]));
            }
        }
    }

    private void straight(float[] points, float[] gradient, int from) {
        double squares = 0;
        for (int i = 0; i < region.width(); i++) {
            double slope = slope(gradient, from, i);
            squares += region.isNormed(i) ? slope * slope : 0;
        }
        if (!(squares > 0)) {
            return;
        }
        double factor = size / Math.sqrt(squares);
        for (int i = 0; i < region.width(); i++) {
            if (region.isNormed(i)) {
                points[from + i] += (float) (factor * slope(gradient, from, i) * region.scale(i));
            }
        }
    }

    /** The slope along one unit of a coordinate. */
    private double slope(float[] gradient, int from, int i) {
        return gradient[from + i] * region.scale(i);
    }

    private void sparse(float[] points, float[] gradient, int from) {
        int sharing = (int) Math.max(1, SHARING * region.width());
        double left = size;
        boolean[] moved = new boolean[region.width()];
        for (int n = 0; n < region.width() && left > 0; n++) {
            int best = steepest(points, gradient, from, moved);
            if (best < 0) {
                return;
            }
            moved[best] = true;
            boolean up = gradient[from + best] > 0;
            double end = up ? region.high(from + best) : region.low(from + best);
            double room = Math.abs(end - points[from + best]) / region.scale(best);
            double part = Math.min(room, n < sharing ? size / sharing : left);
            points[from + best] += (float) ((up ? part : -part) * region.scale(best));
            left -= part;
        }
    }

    private int steepest(float[] points, float[] gradient, int from, boolean[] moved) {
        int best = -1;
        for (int i = 0; i < region.width(); i++) {
            float slope = gradient[from + i];
            float end = slope > 0 ? region.high(from + i) : region.low(from + i);
            boolean can = region.isNormed(i) && !moved[i] && slope != 0 && points[from + i] != end;
            if (can
                    && (best < 0
                            || Math.abs(slope(gradient, from, i))
                                    > Math.abs(slope(gradient, from, best)))) {
                best = i;
            }
        }
        return best;
    }

    /** By slope, a part of the box; the steepest moves furthest. */
    private void stretched(float[] points, float[] gradient, int from, boolean counted) {
        double steepest = 0;
        for (int i = 0; i < region.width(); i++) {
            if (region.isNormed(i) == counted) {
                steepest = Math.max(steepest, Math.abs(reach(gradient, from, i)));
            }
        }
        if (!(steepest > 0)) {
            return;
        }
        double part = region.budget().epsilon() > 0 ? size / region.budget().epsilon() : 1;
        for (int i = 0; i < region.width(); i++) {
            if (region.isNormed(i) == counted) {
                double room = (double) region.high(from + i) - region.low(from + i);
                points[from + i] += (float) (part * room * reach(gradient, from, i) / steepest);
            }
        }
    }

    /** What moving a coordinate across its whole box would gain. */
    private double reach(float[] gradient, int from, int i) {
        return gradient[from + i] * ((double) region.high(from + i) - region.low(from + i));
    }

    static float[] randomPoints(PerturbationRegion region, RandomGenerator random) {
        float[] points = region.clean();
        for (int row = 0; row < region.rows(); row++) {
            int from = row * region.width();
            switch (region.budget().norm()) {
                case LINF -> uniform(region, random, points, from);
                case L2, L1 -> inBall(region, random, points, from);
                case L0 -> few(region, random, points, from);
            }
        }
        return points;
    }

    private static void uniform(
            PerturbationRegion region, RandomGenerator random, float[] points, int from) {
        for (int at = from; at < from + region.width(); at++) {
            double low = region.low(at);
            points[at] = (float) (low + random.nextDouble() * (region.high(at) - low));
        }
    }

    /** Uniform in the ball before the box is heeded (Barthe et al. 2005 for L1). */
    private static void inBall(
            PerturbationRegion region, RandomGenerator random, float[] points, int from) {
        Norm norm = region.budget().norm();
        double[] z = new double[region.width()];
        for (int i = 0; i < z.length; i++) {
            double part = norm == Norm.L2 ? random.nextGaussian() : random.nextExponential();
            boolean negative = norm == Norm.L1 && random.nextBoolean();
            z[i] = region.isNormed(i) ? (negative ? -part : part) : 0;
        }
        double length = BallInBox.length(z, norm);
        double radius = region.budget().epsilon() * Math.pow(random.nextDouble(), 1.0 / z.length);
        for (int i = 0; i < z.length && length > 0; i++) {
            points[from + i] += (float) (z[i] / length * radius * region.scale(i));
        }
    }

    private static void few(
            PerturbationRegion region, RandomGenerator random, float[] points, int from) {
        int most = (int) Math.min(region.budget().epsilon(), region.width());
        for (int n = 0; n < most; n++) {
            int at = from + random.nextInt(region.width());
            double low = region.low(at);
            points[at] = (float) (low + random.nextDouble() * (region.high(at) - low));
        }
    }
}
