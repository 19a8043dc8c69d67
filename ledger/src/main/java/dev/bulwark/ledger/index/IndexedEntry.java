package dev.bulwark.ledger.index;

import dev.bulwark.kernel.Digest;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A row of the index.
 *
 * @param index of the entry in the log
 * @param envelope what the entry speaks of
 * @param predicateType as the entry says
 * @param loggedAt as the entry says
 * @param statedAt when it was carried out, as the payload said when it was indexed; nobody holds
 *     this against the log
 * @param subjectsLeftOut of how many subjects the entry could not tell
 */
public record IndexedEntry(
        long index,
        Digest envelope,
        String predicateType,
        Instant loggedAt,
        Optional<Instant> statedAt,
        long subjectsLeftOut) {
    public IndexedEntry {
        Objects.requireNonNull(envelope);
        Objects.requireNonNull(predicateType);
        Objects.requireNonNull(loggedAt);
        Objects.requireNonNull(statedAt);
    }
}
