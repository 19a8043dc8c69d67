package dev.bulwark.assessment.robustness.threat;

import dev.bulwark.kernel.BulwarkException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What each value may be by itself: its box, its radius, its steps, its direction, its mask. */
final class RowBounds {
    private final double epsilon;
    private final boolean anyDistance;
    private final boolean switching;
    private final Map<String, Boolean> directions = new HashMap<>();
    private final Map<String, Set<Integer>> masks = new HashMap<>();

    RowBounds(PerturbationSpace space, PerturbationBudget budget) {
        this.epsilon = budget.epsilon();
        this.anyDistance = budget.norm() == Norm.L0 && epsilon > 0;
        this.switching = budget.switches() > 0;
        for (RowConstraint constraint : space.constraints()) {
            if (constraint instanceof RowConstraint.Direction(String column, boolean up)) {
                directions.put(column, up);
            } else if (constraint instanceof RowConstraint.Mask(String column, Set<Integer> open)) {
                masks.put(column, open);
            }
        }
    }

    private boolean isOpen(PerturbationSpace.Movable part, int index) {
        if (part.scale() == 0) {
            return switching;
        }
        Set<Integer> open = masks.get(part.column().name());
        return open == null || open.contains(index);
    }

    private boolean mayRise(PerturbationSpace.Movable part) {
        return directions.getOrDefault(part.column().name(), true);
    }

    private boolean mayFall(PerturbationSpace.Movable part) {
        return !Boolean.TRUE.equals(directions.get(part.column().name()));
    }

    /** How far a value may move by itself. */
    private double radius(PerturbationSpace.Movable part) {
        boolean free = part.scale() == 0 || anyDistance;
        return free ? Double.POSITIVE_INFINITY : epsilon * part.scale();
    }

    /** Writes the bounds of a column's values, of which the first is at {@code from}. */
    void fill(PerturbationSpace.Movable part, float[] clean, int from, float[] low, float[] high) {
        for (int i = 0; i < part.size(); i++) {
            if (isOpen(part, i)) {
                bound(part, clean, from + i, low, high);
            } else {
                low[from + i] = clean[from + i];
                high[from + i] = clean[from + i];
            }
        }
    }

    private void bound(
            PerturbationSpace.Movable part, float[] clean, int at, float[] low, float[] high) {
        double x = clean[at];
        if (part.step() == 1 && part.scale() > 0 && x != Math.rint(x)) {
            throw new BulwarkException(
                    "DATA_NOT_INTEGER",
                    "a value of the integer column '%s' is no whole number"
                            .formatted(part.column().name()),
                    "declare the column as not integer, or correct the data");
        }
        double radius = radius(part);
        double least = mayFall(part) ? Math.max(x - radius, Math.min(x, part.least())) : x;
        double most = mayRise(part) ? Math.min(x + radius, Math.max(x, part.most())) : x;
        low[at] = inward(whole(least, x, part.step()), x, least, radius);
        high[at] = inward(whole(most, x, part.step()), x, most, radius);
    }

    /** A bound moved inward to a whole step; to the value itself if none lies between. */
    private static float whole(double bound, double x, double step) {
        if (step == 0 || bound == x) {
            return (float) bound;
        }
        double whole = (bound < x ? Math.ceil(bound / step) : Math.floor(bound / step)) * step;
        return (float) (bound < x ? Math.min(whole, x) : Math.max(whole, x));
    }

    /** The float nearest to a bound that violates neither it nor the radius. */
    private static float inward(float start, double x, double bound, double radius) {
        float value = start;
        boolean below = bound < x;
        while (value != x && (beyond(value, bound, below) || Math.abs(value - x) > radius)) {
            value = Math.nextAfter(value, x);
        }
        return value;
    }

    private static boolean beyond(float value, double bound, boolean below) {
        return below ? value < bound : value > bound;
    }

    /** Whether a value may be what it is, asked of the definitions alone. */
    boolean keeps(PerturbationSpace.Movable part, int index, float value, float original) {
        if (value == original) {
            return true;
        }
        boolean near = Math.abs((double) value - original) <= radius(part);
        boolean inBox =
                value >= Math.min(original, part.least())
                        && value <= Math.max(original, part.most());
        boolean whole =
                part.step() == 0 || value == (float) (Math.rint(value / part.step()) * part.step());
        boolean directed = value > original ? mayRise(part) : mayFall(part);
        return near && inBox && whole && directed && isOpen(part, index);
    }
}
