package dev.bulwark.governance.change;

import dev.bulwark.kernel.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One line of the history of an alias.
 *
 * @param event what was recorded
 * @param envelope digest of the envelope that says so
 * @param index of its entry in the log
 * @param loggedAt the log's time of that entry
 * @param against why it does not count, by what the ledger holds today; empty if it counts
 */
public record AliasRecord(
        AliasEvent event, Digest envelope, long index, Instant loggedAt, List<Obstacle> against) {
    public AliasRecord {
        Objects.requireNonNull(event);
        Objects.requireNonNull(envelope);
        Objects.requireNonNull(loggedAt);
        against = List.copyOf(against);
    }

    /** Whether the alias means this from here on. */
    public boolean counts() {
        return against.isEmpty();
    }
}
