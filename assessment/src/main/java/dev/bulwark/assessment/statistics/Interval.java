package dev.bulwark.assessment.statistics;

import dev.bulwark.kernel.json.Json;

/**
 * A closed confidence interval.
 *
 * @param lower not NaN
 * @param upper not NaN, {@code >= lower}; infinite where the data give no bound
 */
public record Interval(double lower, double upper) {
    /** The level of every interval that is written into evidence. */
    public static final double CONFIDENCE = 0.95;

    public Interval {
        if (!(lower <= upper)) {
            throw new IllegalArgumentException(
                    "an interval is ordered, but was [" + lower + ", " + upper + "]");
        }
    }

    /** Whether {@code value} lies in it, ends included. */
    public boolean contains(double value) {
        return lower <= value && value <= upper;
    }

    /** The part of it within {@code [least, most]}; an end outside moves to the nearer bound. */
    public Interval clampedTo(double least, double most) {
        return new Interval(Math.clamp(lower, least, most), Math.clamp(upper, least, most));
    }

    /** A bound as JSON: {@code null} where there is none. */
    static Json bound(double value) {
        return Double.isInfinite(value) ? Json.nil() : Json.of(value);
    }
}
