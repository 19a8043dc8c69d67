package dev.bulwark.ledger.index;

import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.log.LogEntry;
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

    /** What the log says of an entry; it knows no stated time. */
    static IndexedEntry of(long index, LogEntry entry) {
        return new IndexedEntry(
                index,
                entry.envelope(),
                entry.predicateType(),
                entry.time(),
                Optional.empty(),
                entry.subjectsLeftOut());
    }

    /** Whether the log's entry says the same. */
    boolean isOf(LogEntry entry) {
        return withoutStatedTime().equals(of(index, entry));
    }

    /** What is left of the row for the log to vouch for. */
    IndexedEntry withoutStatedTime() {
        return new IndexedEntry(
                index, envelope, predicateType, loggedAt, Optional.empty(), subjectsLeftOut);
    }
}
