package dev.bulwark.ledger.log;

import java.time.Duration;
import java.util.Optional;

/**
 * How often a log publishes.
 *
 * @param publishInterval at least this long between two checkpoints, {@code >= 0}: entries that
 *     come meanwhile share the next, which saves waits for the disk and requests to witnesses, and
 *     delays their publication by as much
 * @param republishAfter if nothing came for this long, the same tree is signed and published again,
 *     so that whoever watches sees that the log lives and when; empty for never
 */
public record LogSettings(Duration publishInterval, Optional<Duration> republishAfter) {
    /** Longer intervals are a mistake of units. */
    public static final Duration LONGEST = Duration.ofDays(1);

    /** Publishes as soon as it can, and nothing twice. */
    public static final LogSettings DEFAULT = new LogSettings(Duration.ZERO, Optional.empty());

    public LogSettings {
        if (publishInterval.isNegative() || publishInterval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "the publish interval must be from 0 to %s, but was %s"
                            .formatted(LONGEST, publishInterval));
        }
        republishAfter.ifPresent(after -> {
            if (after.isNegative() || after.isZero() || after.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "to publish again after a time, it must be in (0, %s], but was %s"
                                .formatted(LONGEST, after));
            }
        });
    }
}
