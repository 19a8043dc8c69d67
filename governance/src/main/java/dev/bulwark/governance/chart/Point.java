package dev.bulwark.governance.chart;

import java.util.Optional;

/**
 * A value, perhaps with an interval.
 *
 * @param x finite
 * @param y finite
 * @param interval around {@code y}
 */
public record Point(double x, double y, Optional<Interval> interval) {
    /** The ends of an interval, finite, in order. */
    public record Interval(double lower, double upper) {
        public Interval {
            if (!(lower <= upper) || Double.isInfinite(upper - lower)) {
                throw new IllegalArgumentException(
                        "an interval is ordered and finite, but was [%s, %s]"
                                .formatted(lower, upper));
            }
        }
    }

    public Point {
        if (!Double.isFinite(x) || !Double.isFinite(y)) {
            throw new IllegalArgumentException("a point is finite, but was " + x + ", " + y);
        }
    }

    /** A value without an interval. */
    public static Point of(double x, double y) {
        return new Point(x, y, Optional.empty());
    }
}
