package dev.bulwark.assessment.statistics;

import dev.bulwark.kernel.json.Json;
import java.util.OptionalDouble;

/** What the sample says of a quantity: a value with its interval, or why there is none. */
public sealed interface Estimate {

    /** Observations it rests on, {@code >= 0}. */
    long n();

    /**
     * An estimate.
     *
     * @param value finite
     * @param interval at {@link Interval#CONFIDENCE}; need not hold {@code value} for biased
     *     estimators
     * @param n observations, {@code >= 1}
     */
    record Measured(double value, Interval interval, long n) implements Estimate {
        public Measured {
            if (!Double.isFinite(value) || n < 1) {
                throw new IllegalArgumentException(
                        "an estimate is finite and rests on data, but was %s of n=%d"
                                .formatted(value, n));
            }
        }
    }

    /**
     * The sample says nothing, for instance because a group is empty.
     *
     * @param why for people
     * @param n observations, {@code >= 0}
     */
    record Undefined(String why, long n) implements Estimate {
        public Undefined {
            if (why.isBlank() || n < 0) {
                throw new IllegalArgumentException("an undefined estimate says why, and n is >= 0");
            }
        }
    }

    /** The value, if there is one. */
    default OptionalDouble point() {
        return switch (this) {
            case Measured(double value, _, _) -> OptionalDouble.of(value);
            case Undefined _ -> OptionalDouble.empty();
        };
    }

    /** The JSON form: {@code value, lower, upper, n}, or {@code undefined, n}. */
    default Json.Obj toJson() {
        return switch (this) {
            case Measured(double value, Interval(double lower, double upper), long n) ->
                    Json.obj(
                            "value",
                            value,
                            "lower",
                            Interval.bound(lower),
                            "upper",
                            Interval.bound(upper),
                            "n",
                            n);
            case Undefined(String why, long n) -> Json.obj("undefined", why, "n", n);
        };
    }
}
