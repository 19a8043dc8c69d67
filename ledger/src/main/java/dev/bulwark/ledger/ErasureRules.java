package dev.bulwark.ledger;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.ledger.erasure.Erasure;
import dev.bulwark.ledger.log.LogEntry;
import dev.bulwark.ledger.log.LogReader;
import dev.bulwark.ledger.trust.OwnerActs;
import java.util.OptionalLong;
import java.util.Set;

/** What may be erased, and what may be recorded beside erasures. */
final class ErasureRules {
    /** They say who may be believed, and what is gone: without them nothing else can be judged. */
    private static final Set<String> KEPT_FOR_EVER =
            Set.of(Erasure.PREDICATE_TYPE, OwnerActs.ROSTER, OwnerActs.REVOCATION);

    private ErasureRules() {}

    static void require(Erasure erasure, OptionalLong at, LogReader log) {
        if (at.isEmpty()) {
            throw new BulwarkException(
                    "ERASURE_UNKNOWN",
                    "no entry of the log speaks of envelope " + erasure.envelope(),
                    "check the digest with 'bulwark ledger list'");
        }
        LogEntry entry = log.entry(at.getAsLong());
        if (KEPT_FOR_EVER.contains(entry.predicateType())) {
            throw new BulwarkException(
                    "ERASURE_REFUSED",
                    "envelope %s is of type '%s', which is kept for ever"
                            .formatted(erasure.envelope().abbreviated(), entry.predicateType()),
                    "leave it: it says who may be believed, or what was erased");
        }
        if (!entry.predicateType().equals(erasure.predicateType())
                || erasure.index() != at.getAsLong()) {
            throw new BulwarkException(
                    "ERASURE_MISMATCH",
                    "the record speaks of entry %d of type '%s', but the envelope is entry %d of"
                                    .formatted(
                                            erasure.index(),
                                            erasure.predicateType(),
                                            at.getAsLong())
                            + " type '"
                            + entry.predicateType()
                            + "'",
                    "make the record from the entry: 'bulwark ledger erase' does");
        }
    }

    /** An erasure goes by {@link Ledger#erase} alone, which also deletes. */
    static void requireNoErasure(Statement statement) {
        if (statement.predicateType().equals(Erasure.PREDICATE_TYPE)) {
            throw new IllegalArgumentException("an erasure is carried out, not just recorded");
        }
    }

    /** What was erased does not come back under the same digest. */
    static void requireNotErased(Digest envelope, OptionalLong erasure) {
        if (erasure.isPresent()) {
            throw new BulwarkException(
                    "EVIDENCE_ERASED",
                    "envelope %s was erased, as entry %d of the log says"
                            .formatted(envelope.abbreviated(), erasure.getAsLong()),
                    "carry out again what it was evidence of: new evidence has a new digest");
        }
    }
}
