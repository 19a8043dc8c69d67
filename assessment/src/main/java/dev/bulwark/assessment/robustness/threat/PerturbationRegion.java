package dev.bulwark.assessment.robustness.threat;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.table.Table;
import dev.bulwark.onnx.run.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The points that a threat model allows around given clean rows, in single precision. Bounds are
 * rounded inward, so that every float between them keeps the budget exactly, not up to rounding. A
 * clean value outside its column's box widens the box to itself: a budget of 0 always leaves the
 * clean point.
 */
public final class PerturbationRegion {
    /**
     * How far along the way from the clean point a stored point is tried, until one keeps all: as
     * it is, then a little nearer, then much; the clean point itself always does.
     */
    private static final double[] WAYS = {
        1, 1 - 1e-7, 1 - 1e-6, 1 - 1e-4, 0.99, 0.9, 0.75, 0.5, 0.25, 0.125
    };

    /** Below this part of the way nothing is exchanged any more. */
    private static final double SWITCHING = 0.6;

    private final PerturbationSpace space;
    private final PerturbationBudget budget;
    private final float[] clean;
    private final float[] low;
    private final float[] high;
    private final double[] scales;
    private final double[] steps;
    private final boolean[] normed;
    private final BoundedSums sums;
    private final Switches switches;
    private final RowBounds bounds;

    /**
     * The region around the rows of a table.
     *
     * @throws BulwarkException {@code DATA_NOT_INTEGER} if a value of an integer column is not
     *     whole
     */
    public static PerturbationRegion of(
            PerturbationSpace space, PerturbationBudget budget, Table rows) {
        return new PerturbationRegion(
                space, budget, space.points(rows), BoundedSums.of(space, rows));
    }

    private PerturbationRegion(
            PerturbationSpace space, PerturbationBudget budget, float[] clean, BoundedSums sums) {
        this.space = space;
        this.budget = budget;
        this.clean = clean;
        this.sums = sums;
        this.switches = Switches.of(space);
        this.low = new float[clean.length];
        this.high = new float[clean.length];
        this.scales = new double[space.width()];
        this.steps = new double[space.width()];
        this.normed = new boolean[space.width()];
        this.bounds = new RowBounds(space, budget);
        for (PerturbationSpace.Movable part : space.parts()) {
            Arrays.fill(steps, part.offset(), part.offset() + part.size(), part.step());
            double scale = part.scale() > 0 ? part.scale() : 1;
            Arrays.fill(scales, part.offset(), part.offset() + part.size(), scale);
            Arrays.fill(normed, part.offset(), part.offset() + part.size(), part.scale() > 0);
            for (int row = 0; row < rows(); row++) {
                bounds.fill(part, clean, row * space.width() + part.offset(), low, high);
            }
        }
    }

    /** The region around some of its points. */
    public PerturbationRegion select(int[] rows) {
        float[] chosen = new float[rows.length * width()];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(clean, rows[i] * width(), chosen, i * width(), width());
        }
        return new PerturbationRegion(space, budget, chosen, sums.select(rows));
    }

    /** The points as the model's inputs, by column. */
    public Map<String, Tensor> feeds(float[] points) {
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

    /** Smallest value at a flat index within the box and, by itself, the budget. */
    public float low(int at) {
        return low[at];
    }

    /** Largest value at a flat index within the box and, by itself, the budget. */
    public float high(int at) {
        return high[at];
    }

    /** One unit of distance of a coordinate. */
    public double scale(int coordinate) {
        return scales[coordinate];
    }

    /**
     * Whether a coordinate has a distance; a category and a member of a one-hot group have none.
     */
    public boolean isNormed(int coordinate) {
        return normed[coordinate];
    }

    /**
     * Moves every row to the nearest point that the threat model allows, in place, in the units of
     * each column; whole steps and one-hot groups are relaxed to anything between. Several linear
     * constraints are met up to rounding only: {@link #stored} sees to it that they are met.
     */
    public void project(float[] points) {
        boolean boxAlone = sums.isEmpty() && budget.norm() == Norm.LINF;
        for (int row = 0; row < rows() && !boxAlone; row++) {
            project(points, row);
        }
        for (int at = 0; at < points.length; at++) {
            points[at] = Math.clamp(points[at], low[at], high[at]);
        }
    }

    private void project(float[] points, int row) {
        int from = row * width();
        double[] z = new double[width()];
        double[] least = new double[width()];
        double[] most = new double[width()];
        for (int i = 0; i < z.length; i++) {
            double x = clean[from + i];
            z[i] = (points[from + i] - x) / scales[i];
            least[i] = (low[from + i] - x) / scales[i];
            most[i] = (high[from + i] - x) / scales[i];
        }
        if (sums.isEmpty()) {
            ball(z, least, most);
        } else {
            sums.project(z, scales, clean, from, row, point -> ball(point, least, most));
        }
        for (int i = 0; i < z.length; i++) {
            points[from + i] = (float) (clean[from + i] + z[i] * scales[i]);
        }
    }

    private void ball(double[] z, double[] least, double[] most) {
        if (switches.isEmpty()) {
            BallInBox.project(z, least, most, budget.norm(), budget.epsilon());
            return;
        }
        int[] counted = IntStream.range(0, z.length).filter(i -> normed[i]).toArray();
        double[] part = pick(z, counted);
        BallInBox.project(
                part, pick(least, counted), pick(most, counted), budget.norm(), budget.epsilon());
        for (int i = 0; i < z.length; i++) {
            z[i] = Math.clamp(z[i], least[i], most[i]);
        }
        for (int i = 0; i < counted.length; i++) {
            z[counted[i]] = part[i];
        }
    }

    private static double[] pick(double[] values, int[] chosen) {
        return Arrays.stream(chosen).mapToDouble(i -> values[i]).toArray();
    }

    /**
     * Points near the given ones that could be stored: in budget and box, steps whole, groups
     * one-hot, constraints kept. A point that is so already stays as it is. Where nothing on the
     * way to a point keeps them, the clean point; a fresh array.
     */
    public float[] stored(float[] points) {
        float[] stored = points.clone();
        project(stored);
        for (int row = 0; row < rows(); row++) {
            if (isKept(points, row)) {
                System.arraycopy(points, row * width(), stored, row * width(), width());
                continue;
            }
            float[] relaxed = Arrays.copyOfRange(stored, row * width(), (row + 1) * width());
            settle(stored, relaxed, row);
        }
        return stored;
    }

    private void settle(float[] stored, float[] relaxed, int row) {
        int from = row * width();
        for (double way : WAYS) {
            for (boolean nearest : new boolean[] {true, false}) {
                for (int i = 0; i < relaxed.length; i++) {
                    stored[from + i] = onTheWay(from + i, relaxed[i], way, nearest);
                }
                if (!switches.isEmpty()) {
                    restore(stored, relaxed, from);
                    switches.settle(stored, clean, from, way > SWITCHING ? budget.switches() : 0);
                }
                if (isKept(stored, row)) {
                    return;
                }
            }
        }
        System.arraycopy(clean, from, stored, from, relaxed.length);
    }

    /** What is switched is not scaled down. */
    private void restore(float[] stored, float[] relaxed, int from) {
        for (int i = 0; i < relaxed.length; i++) {
            stored[from + i] = normed[i] ? stored[from + i] : relaxed[i];
        }
    }

    private float onTheWay(int at, float relaxed, double way, boolean nearest) {
        double x = clean[at];
        float value = way == 1 ? relaxed : (float) (x + way * ((double) relaxed - x));
        double step = steps[at % width()];
        if (step == 0 || value == clean[at]) {
            return value;
        }
        double count = value / step;
        double whole =
                nearest ? Math.rint(count) : value < x ? Math.ceil(count) : Math.floor(count);
        float stepped = (float) (whole * step);
        return stepped < low[at] || stepped > high[at] ? clean[at] : stepped;
    }

    /** The distance of a point from its clean one, in units. */
    public double distance(float[] points, int row) {
        double sum = 0;
        for (int i = 0; i < width(); i++) {
            int at = row * width() + i;
            sum = normed[i] ? budget.norm().add(sum, moved(points, at) / scales[i]) : sum;
        }
        return budget.norm().of(sum);
    }

    private double moved(float[] points, int at) {
        return (double) points[at] - clean[at];
    }

    /** Moves points up a slope by a step, in units, without projecting: see {@link Ascent}. */
    public void climb(float[] points, float[] gradient, double size) {
        new Ascent(this, size).climb(points, gradient);
    }

    /** Random points of the region, not projected onto constraints yet: see {@link Ascent}. */
    public float[] randomPoints(RandomGenerator random) {
        return Ascent.randomPoints(this, random);
    }

    /** Whether a row's point keeps everything, exactly. */
    public boolean isKept(float[] points, int row) {
        return violation(points, row).isEmpty();
    }

    /** What a row's point breaks, from the definitions and not from the bounds projected onto. */
    private Optional<String> violation(float[] points, int row) {
        int from = row * width();
        for (PerturbationSpace.Movable part : space.parts()) {
            for (int i = 0; i < part.size(); i++) {
                int at = from + part.offset() + i;
                if (!bounds.keeps(part, i, points[at], clean[at])) {
                    return Optional.of(
                            "moved column '%s' by %s units, or out of its box; the budget is %s"
                                    .formatted(
                                            part.column().name(),
                                            Math.abs(moved(points, at)) / scales[part.offset() + i],
                                            budget.epsilon()));
                }
            }
        }
        if (budget.norm() != Norm.LINF && !(distance(points, row) <= budget.epsilon())) {
            return Optional.of(
                    "moved row %d by %s in %s; the budget is %s"
                            .formatted(
                                    row,
                                    distance(points, row),
                                    budget.norm().id(),
                                    budget.epsilon()));
        }
        int changed = switches.changed(points, clean, from);
        if (changed < 0 || changed > budget.switches()) {
            return Optional.of(
                    "exchanged %d categories of row %d, or left a group without one; %d may change"
                            .formatted(changed, row, budget.switches()));
        }
        List<RowConstraint.Linear> broken = sums.broken(points, clean, from, row);
        return broken.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "broke for row %d the constraint %s".formatted(row, broken.getFirst()));
    }

    /**
     * Asserts that every point keeps the threat model.
     *
     * @param author who made the points, for the message
     * @throws BulwarkException {@code ATTACK_BUDGET_VIOLATED} at the first that does not
     */
    public void requireKept(float[] points, String author) {
        if (points.length != clean.length) {
            throw new IllegalArgumentException(
                    "attack '%s' gave %d values for %d"
                            .formatted(author, points.length, clean.length));
        }
        for (int row = 0; row < rows(); row++) {
            Optional<String> violation = violation(points, row);
            if (violation.isPresent()) {
                throw new BulwarkException(
                        "ATTACK_BUDGET_VIOLATED",
                        "attack '%s' %s".formatted(author, violation.get()),
                        "correct the attack: project with PerturbationRegion.stored before"
                                + " offering");
            }
        }
    }
}
