package dev.bulwark.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that stands still until a test moves it. Safe to read and move from several threads.
 *
 * <pre>{@code
 * FixedClock clock = FixedClock.at("2026-03-01T12:00:00Z");
 * var keys = new ApiKeys(store, clock);
 * clock.advance(Duration.ofDays(91));
 * }</pre>
 */
public final class FixedClock implements InstantSource {
    private final AtomicReference<Instant> now;

    private FixedClock(Instant start) {
        this.now = new AtomicReference<>(start);
    }

    /** A clock that stands at {@code start}. */
    public static FixedClock at(Instant start) {
        return new FixedClock(start);
    }

    /**
     * A clock that stands at {@code start}.
     *
     * @param start ISO 8601 in UTC, such as {@code 2026-03-01T12:00:00Z}
     * @throws java.time.format.DateTimeParseException if it is not
     */
    public static FixedClock at(String start) {
        return new FixedClock(Instant.parse(start));
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    /**
     * Moves the clock on.
     *
     * @param by {@code >= 0}; use {@link #set} for a clock that is put back
     * @return the new time
     * @throws IllegalArgumentException if {@code by} is negative
     */
    public Instant advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("by must be >= 0, but was " + by);
        }
        return now.updateAndGet(time -> time.plus(by));
    }

    /** Puts the clock to any time, the past included: clocks of real machines do that too. */
    public void set(Instant time) {
        now.set(time);
    }

    @Override
    public String toString() {
        return "clock standing at " + now.get();
    }
}
