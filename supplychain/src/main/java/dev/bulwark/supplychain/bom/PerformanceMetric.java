package dev.bulwark.supplychain.bom;

import java.util.Optional;

/**
 * A measured number of a model.
 *
 * @param type e.g. {@code accuracy}
 * @param value finite
 * @param slice which part of the data, e.g. {@code test, sex=female}; empty for all of it
 * @param interval what the value lies within, with the confidence its evidence states
 */
public record PerformanceMetric(
        String type, double value, String slice, Optional<Interval> interval) {
    /** A closed interval of finite bounds. */
    public record Interval(double lower, double upper) {
        public Interval {
            if (!(Double.isFinite(lower) && Double.isFinite(upper) && lower <= upper)) {
                throw new IllegalArgumentException("no interval from " + lower + " to " + upper);
            }
        }
    }

    public PerformanceMetric {
        if (type.isEmpty()) {
            throw new IllegalArgumentException("a metric needs a type");
        }
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(type + " must be finite, but was " + value);
        }
    }
}
