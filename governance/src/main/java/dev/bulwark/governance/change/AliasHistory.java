package dev.bulwark.governance.change;

import dev.bulwark.ledger.LedgerReader;
import dev.bulwark.ledger.VerifiedEvidence;
import dev.bulwark.ledger.log.LogEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What a target meant when, and whether anything is missing from that answer.
 *
 * @param target the alias, or {@code policy} or {@code configuration}
 * @param lines oldest first, also those that do not count
 * @param entries how many entries of the log were looked through
 * @param gaps entries that speak of aliases and cannot be read; empty if the history is complete
 */
public record AliasHistory(String target, List<AliasRecord> lines, long entries, List<Long> gaps) {
    public AliasHistory {
        Objects.requireNonNull(target);
        lines = List.copyOf(lines);
        gaps = List.copyOf(gaps);
    }

    /**
     * The history as a ledger has it. Every entry of the log is looked at, and one that speaks of
     * an alias without its envelope being there, signed and entitled, is a gap. Costs one hash an
     * entry.
     */
    public static AliasHistory of(
            LedgerReader reader, VerifiedEvidence verified, ChangeBook book, String target) {
        TreeSet<Long> gaps = new TreeSet<>();
        reader.log()
                .scan((index, bytes) -> {
                    LogEntry entry = LogEntry.parse(bytes);
                    if (entry.predicateType().equals(AliasEvent.PREDICATE_TYPE)
                            && verified.standingOf(entry.envelope()).isEmpty()) {
                        gaps.add(index);
                    }
                });
        return new AliasHistory(
                target, book.history(target), reader.checkpoint().size(), new ArrayList<>(gaps));
    }

    /** Whether nothing about aliases is missing, up to the log's checkpoint. */
    public boolean isComplete() {
        return gaps.isEmpty();
    }

    /** The line by which the target got the meaning it had at {@code time}, if it had one. */
    public Optional<AliasRecord> at(Instant time) {
        return lines.reversed().stream()
                .filter(AliasRecord::counts)
                .filter(line -> !line.loggedAt().isAfter(time))
                .findFirst();
    }

    /** The lines of {@code from} (inclusive) to {@code to} (exclusive). */
    public List<AliasRecord> between(Instant from, Instant to) {
        return lines.stream()
                .filter(line -> !line.loggedAt().isBefore(from) && line.loggedAt().isBefore(to))
                .toList();
    }
}
