package dev.bulwark.assessment.robustness;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.run.Tensor;
import java.util.Map;

/**
 * The points within a budget of given clean points, in single precision. Bounds are rounded inward,
 * so that every float between them keeps the budget exactly, not up to rounding. A clean value
 * outside its column's box widens the box to itself: a budget of 0 always leaves the clean point.
 */
public final class PerturbationRegion {
    private final PerturbationSpace space;
    private final PerturbationBudget budget;
    private final float[] clean;
    private final float[] low;
    private final float[] high;

    PerturbationRegion(PerturbationSpace space, PerturbationBudget budget, float[] clean) {
        this.space = space;
        this.budget = budget;
        this.clean = clean.clone();
        this.low = new float[clean.length];
        this.high = new float[clean.length];
        for (int row = 0; row < rows(); row++) {
            for (PerturbationSpace.Movable part : space.parts()) {
                for (int i = 0; i < part.size(); i++) {
                    bound(row * space.width() + part.offset() + i, part);
                }
            }
        }
    }

    private void bound(int at, PerturbationSpace.Movable part) {
        double x = clean[at];
        if (part.integer() && x != Math.rint(x)) {
            throw new BulwarkException(
                    "DATA_NOT_INTEGER",
                    "a value of the integer column '%s' is no whole number"
                            .formatted(part.column().name()),
                    "declare the column as not integer, or correct the data");
        }
        double radius = budget.epsilon() * part.scale();
        double least = Math.max(x - radius, Math.min(x, part.least()));
        double most = Math.min(x + radius, Math.max(x, part.most()));
        if (part.integer()) {
            least = Math.ceil(least);
            most = Math.floor(most);
        }
        low[at] = inward((float) least, x, least, radius, part.integer());
        high[at] = inward((float) most, x, most, radius, part.integer());
    }

    /** The float nearest to a bound that violates neither it nor the radius. */
    private static float inward(
            float start, double x, double bound, double radius, boolean integer) {
        float value = start;
        boolean below = bound < x;
        while (value != x && (beyond(value, bound, below) || Math.abs(value - x) > radius)) {
            value = Math.nextAfter(value, x);
        }
        if (integer) {
            // Above 2^24 floats are whole numbers anyway; below, whole bounds convert exactly.
            value = (float) (below ? Math.ceil(value) : Math.floor(value));
        }
        return value;
    }

    private static boolean beyond(float value, double bound, boolean below) {
        return below ? value < bound : value > bound;
    }

    /** The points as the model's inputs, by column. */
    Map<String, Tensor> feeds(float[] points) {
        return space.feeds(points);
    }

    /** Number of points. */
    public int rows() {
        return clean.length / space.width();
    }

    /** Coordinates of a point. */
    public int width() {
        return space.width();
    }

    /** The budget. */
    public PerturbationBudget budget() {
        return budget;
    }

    /** A fresh copy of the clean points, shape {@code [rows, width]}, flat. */
    public float[] clean() {
        return clean.clone();
    }

    /** Smallest value at a flat index, itself within the budget. */
    public float low(int at) {
        return low[at];
    }

    /** Largest value at a flat index, itself within the budget. */
    public float high(int at) {
        return high[at];
    }

    /** One unit of distance of a coordinate. */
    public double[] scales() {
        double[] scales = new double[space.width()];
        for (PerturbationSpace.Movable part : space.parts()) {
            for (int i = 0; i < part.size(); i++) {
                scales[part.offset() + i] = part.scale();
            }
        }
        return scales;
    }

    /** Moves every value to the nearest one within the bounds, in place; whole numbers relaxed. */
    public void clamp(float[] points) {
        for (int at = 0; at < points.length; at++) {
            points[at] = Math.clamp(points[at], low[at], high[at]);
        }
    }

    /**
     * The nearest points that could be stored: within the bounds, integers whole; a fresh array.
     */
    public float[] stored(float[] points) {
        float[] stored = points.clone();
        clamp(stored);
        for (PerturbationSpace.Movable part : space.parts()) {
            for (int row = 0; part.integer() && row < rows(); row++) {
                int at = row * space.width() + part.offset();
                stored[at] = Math.clamp((float) Math.rint(stored[at]), low[at], high[at]);
            }
        }
        return stored;
    }

    /** The distance of a point from its clean one, in units. */
    public double distance(float[] points, int row) {
        double distance = 0;
        for (PerturbationSpace.Movable part : space.parts()) {
            for (int i = 0; i < part.size(); i++) {
                int at = row * space.width() + part.offset() + i;
                double moved = Math.abs((double) points[at] - clean[at]);
                distance = Math.max(distance, moved / part.scale());
            }
        }
        return distance;
    }

    /**
     * Asserts, from the definitions and not from the bounds that attacks project onto, that every
     * point keeps budget, box and whole numbers.
     *
     * @param author who made the points, for the message
     * @throws BulwarkException {@code ATTACK_BUDGET_VIOLATED} at the first that does not
     */
    void requireKept(float[] points, String author) {
        if (points.length != clean.length) {
            throw new IllegalArgumentException(
                    "attack '%s' gave %d values for %d"
                            .formatted(author, points.length, clean.length));
        }
        for (PerturbationSpace.Movable part : space.parts()) {
            for (int row = 0; row < rows(); row++) {
                for (int i = 0; i < part.size(); i++) {
                    int at = row * space.width() + part.offset() + i;
                    if (!isKept(points[at], clean[at], part)) {
                        throw violated(author, part, points[at], clean[at]);
                    }
                }
            }
        }
    }

    private boolean isKept(float value, float original, PerturbationSpace.Movable part) {
        if (value == original) {
            return true;
        }
        boolean near = Math.abs((double) value - original) <= budget.epsilon() * part.scale();
        boolean inBox =
                value >= Math.min(original, part.least())
                        && value <= Math.max(original, part.most());
        boolean whole = !part.integer() || value == Math.rint(value);
        return near && inBox && whole;
    }

    private BulwarkException violated(
            String author, PerturbationSpace.Movable part, float value, float original) {
        return new BulwarkException(
                "ATTACK_BUDGET_VIOLATED",
                "attack '%s' moved column '%s' by %s units, or out of its box; the budget is %s"
                        .formatted(
                                author,
                                part.column().name(),
                                Math.abs((double) value - original) / part.scale(),
                                budget.epsilon()),
                "correct the attack: project with PerturbationRegion.stored before offering");
    }
}
