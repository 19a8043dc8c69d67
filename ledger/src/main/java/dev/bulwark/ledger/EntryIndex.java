package dev.bulwark.ledger;

import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.log.LogEntry;
import dev.bulwark.ledger.log.LogReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Which entry of the log speaks of which envelope; read from the log, never stored. */
final class EntryIndex {
    private final Map<Digest, Long> firstEntry = new LinkedHashMap<>();

    /** Reads every entry and verifies that they lead to the signed root. */
    static EntryIndex of(LogReader log) {
        EntryIndex index = new EntryIndex();
        log.scan((at, entry) -> index.add(LogEntry.parse(entry).envelope(), at));
        return index;
    }

    /** The first entry counts, however often an envelope was logged. */
    void add(Digest envelope, long index) {
        firstEntry.putIfAbsent(envelope, index);
    }

    OptionalLong find(Digest envelope) {
        Long index = firstEntry.get(envelope);
        return index == null ? OptionalLong.empty() : OptionalLong.of(index);
    }

    /** Every logged envelope, in the order of the log. */
    Set<Digest> envelopes() {
        return firstEntry.keySet();
    }
}
