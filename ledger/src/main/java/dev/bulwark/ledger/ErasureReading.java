package dev.bulwark.ledger;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.ledger.erasure.Erasure;
import dev.bulwark.ledger.log.LogEntry;
import dev.bulwark.ledger.log.LogReader;
import dev.bulwark.ledger.store.StoredEnvelope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What the log says of erasures. An erasure counts if its record is there, holds, was signed by
 * somebody entitled to, and names the envelope as its entry does; if it does not count, what it
 * took away is missing, and that blocks.
 */
final class ErasureReading {
    private final LogReader log;
    private final EntryIndex index;
    private final Function<Digest, String> fileName;

    ErasureReading(LogReader log, EntryIndex index, Function<Digest, String> fileName) {
        this.log = log;
        this.index = index;
        this.fileName = fileName;
    }

    /** The same evidence, with what was erased under records that count among it. */
    VerifiedEvidence applied(VerifiedEvidence read) {
        if (index.erased().isEmpty()) {
            return read;
        }
        Map<Digest, Statement> records = new HashMap<>();
        for (Evidence evidence : read.evidence()) {
            records.put(evidence.digest(), evidence.statement());
        }
        List<ErasedEvidence> erased = new ArrayList<>();
        List<BrokenEvidence> broken = new ArrayList<>(read.broken());
        collect(records, erased, broken);
        return new VerifiedEvidence(
                read.evidence(), read.standings(), broken, read.roles(), erased);
    }

    /** The same for a check that knows no signers: every record that is stored counts. */
    void explain(Map<Long, StoredEnvelope> logged, List<BrokenEvidence> broken) {
        Map<Digest, Statement> records = new HashMap<>();
        logged.values().forEach(stored -> records.put(stored.digest(), stored.claimed()));
        List<ErasedEvidence> erased = new ArrayList<>();
        collect(records, erased, broken);
        for (ErasedEvidence each : erased) {
            broken.add(
                    new BrokenEvidence(
                            fileName.apply(each.digest()),
                            BrokenEvidence.Flaw.ERASED,
                            each.erasure().sentence()));
        }
    }

    private void collect(
            Map<Digest, Statement> records,
            List<ErasedEvidence> erased,
            List<BrokenEvidence> broken) {
        for (Digest digest : index.erased()) {
            OptionalLong at = index.find(digest);
            if (at.isEmpty()) {
                continue; // nothing of ours was ever there
            }
            LogEntry entry = log.entry(at.getAsLong());
            String why = "";
            Optional<ErasedEvidence> counted = Optional.empty();
            for (long recordAt : index.erasures(digest)) { // one that counts is enough
                Digest record = log.entry(recordAt).envelope();
                Statement statement = records.get(record);
                why =
                        statement == null
                                ? "its record does not count"
                                : contradiction(statement, entry, at.getAsLong());
                if (why.isEmpty() && statement != null && counted.isEmpty()) {
                    counted =
                            Optional.of(
                                    new ErasedEvidence(
                                            at.getAsLong(),
                                            entry,
                                            record,
                                            Erasure.from(statement)));
                }
            }
            if (counted.isPresent()) {
                erased.add(counted.get());
            } else {
                broken.add(missing(digest, why));
            }
        }
    }

    private BrokenEvidence missing(Digest digest, String why) {
        return new BrokenEvidence(
                fileName.apply(digest),
                BrokenEvidence.Flaw.MISSING,
                "entry %d of the log says that it was erased, but %s"
                        .formatted(index.erasure(digest).orElseThrow(), why));
    }

    /** How a record contradicts the entry of what it speaks of; empty if it does not. */
    private static String contradiction(Statement record, LogEntry entry, long at) {
        try {
            Erasure erasure = Erasure.from(record);
            boolean same =
                    erasure.envelope().equals(entry.envelope())
                            && erasure.predicateType().equals(entry.predicateType())
                            && erasure.index() == at;
            return same ? "" : "its record says something else of it than its own entry";
        } catch (BulwarkException e) {
            return e.what();
        }
    }
}
