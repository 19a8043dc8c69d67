package dev.bulwark.sandbox.supervise;

import java.time.Duration;

/**
 * How often a child that dies is started again.
 *
 * @param firstPause before the first restart; doubled for each further quick death
 * @param longestPause the pauses grow no further
 * @param quick a child that dies younger than this died quickly
 * @param quickDeaths so many quick deaths in a row, and it is quarantined, {@code >= 1}
 */
public record RestartPolicy(
        Duration firstPause, Duration longestPause, Duration quick, int quickDeaths) {
    /** 250 ms doubling to 30 s; quarantine after three deaths, each within 30 s of its start. */
    public static final RestartPolicy DEFAULT =
            new RestartPolicy(
                    Duration.ofMillis(250), Duration.ofSeconds(30), Duration.ofSeconds(30), 3);

    private static final int MOST_DOUBLINGS = 30;

    public RestartPolicy {
        if (!firstPause.isPositive() || longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException("pauses must be > 0 and not shrink");
        }
        if (quick.isNegative() || quickDeaths < 1) {
            throw new IllegalArgumentException(
                    "quick must be >= 0 and quickDeaths >= 1, but were "
                            + quick
                            + ", "
                            + quickDeaths);
        }
    }

    /**
     * The pause before the next start.
     *
     * @param deaths quick deaths in a row so far, {@code >= 0}
     */
    public Duration pause(int deaths) {
        int doublings = Math.clamp(deaths - 1L, 0, MOST_DOUBLINGS);
        Duration pause = firstPause.multipliedBy(1L << doublings);
        return pause.compareTo(longestPause) > 0 ? longestPause : pause;
    }
}
