package dev.bulwark.ledger;

import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.erasure.Erasure;
import dev.bulwark.ledger.log.LogEntry;
import dev.bulwark.ledger.log.LogReader;
import dev.bulwark.ledger.trust.OwnerActs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which entry of the log speaks of which envelope, of which subject, and of which erasure; read
 * from the log and verified with it, never stored.
 */
final class EntryIndex {
    private final Map<Digest, Long> firstEntry = new LinkedHashMap<>();
    private final Map<Digest, List<Long>> bySubject = new HashMap<>();

    /** Entries that could not name all their subjects: each may be about anything. */
    private final List<Long> withSubjectsLeftOut = new ArrayList<>();

    /** Entries of what the owners say, by which everything else is judged. */
    private final List<Long> ownerActs = new ArrayList<>();

    /** For each entry the latest time of it and all before it, in seconds since 1970. */
    private long[] latest = new long[256];

    private int entries;

    /** The erased envelope, and the entries of the records that say so. */
    private final Map<Digest, List<Long>> erasures = new LinkedHashMap<>();

    /** Reads every entry and verifies that they lead to the signed root. */
    static EntryIndex of(LogReader log) {
        EntryIndex index = new EntryIndex();
        log.scan((at, entry) -> index.add(LogEntry.parse(entry), at));
        return index;
    }

    /** The first entry counts, however often an envelope was logged. */
    void add(LogEntry entry, long index) {
        keepTime(entry.time().getEpochSecond(), Math.toIntExact(index));
        if (OwnerActs.isReserved(entry.predicateType())) {
            ownerActs.add(index);
        }
        firstEntry.putIfAbsent(entry.envelope(), index);
        for (Digest subject : entry.subjects()) {
            bySubject.computeIfAbsent(subject, _ -> new ArrayList<>(1)).add(index);
        }
        if (entry.subjectsLeftOut() > 0) {
            withSubjectsLeftOut.add(index);
        }
        if (Erasure.isSpokenOfBy(entry)) {
            entry.subjects()
                    .forEach(erased ->
                            erasures.computeIfAbsent(erased, _ -> new ArrayList<>(1)).add(index));
        }
    }

    private void keepTime(long seconds, int index) {
        if (index >= latest.length) {
            latest = Arrays.copyOf(latest, Math.max(index + 1, latest.length * 2));
        }
        long before = index == 0 ? Long.MIN_VALUE : latest[index - 1];
        latest[index] = Math.max(before, seconds);
        entries = index + 1;
    }

    /** The time of an entry by a clock that never ran backwards: the latest up to it. */
    Instant risingTime(long index) {
        if (index >= entries) {
            throw new IllegalArgumentException("there is no entry " + index);
        }
        return Instant.ofEpochSecond(latest[Math.toIntExact(index)]);
    }

    /** Entries of rosters, revocations, policies and erasures. */
    List<Long> ownerActs() {
        return ownerActs;
    }

    OptionalLong find(Digest envelope) {
        return optional(firstEntry.get(envelope));
    }

    /** Every logged envelope, in the order of the log. */
    Set<Digest> envelopes() {
        return firstEntry.keySet();
    }

    /** Every entry that speaks of one of these subjects, or may. */
    Set<Long> about(Set<Digest> subjects) {
        Set<Long> entries = new TreeSet<>(withSubjectsLeftOut);
        for (Digest subject : subjects) {
            entries.addAll(bySubject.getOrDefault(subject, List.of()));
        }
        return entries;
    }

    /** Every erased envelope. */
    Set<Digest> erased() {
        return erasures.keySet();
    }

    /** The entry of the first record that says that an envelope was erased, if one does. */
    OptionalLong erasure(Digest envelope) {
        return erasures(envelope).stream().mapToLong(Long::longValue).findFirst();
    }

    /** The entries of all records that say that an envelope was erased, in order. */
    List<Long> erasures(Digest envelope) {
        return erasures.getOrDefault(envelope, List.of());
    }

    private static OptionalLong optional(@Nullable Long index) {
        return index == null ? OptionalLong.empty() : OptionalLong.of(index);
    }
}
