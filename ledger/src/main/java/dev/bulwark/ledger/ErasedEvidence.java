package dev.bulwark.ledger;

import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.erasure.Erasure;
import dev.bulwark.ledger.log.LogEntry;
import java.util.Objects;

/**
 * Evidence whose payload was erased. What it was of stays known from its entry; what it said does
 * not, so nobody may decide as if it had spoken for, or had never been.
 *
 * @param index of its entry
 * @param entry what the log says of it: type, subjects, signers, time
 * @param record the envelope of the erasure's own evidence
 * @param erasure when, why and by whom
 */
public record ErasedEvidence(long index, LogEntry entry, Digest record, Erasure erasure) {
    public ErasedEvidence {
        Objects.requireNonNull(entry);
        Objects.requireNonNull(record);
        Objects.requireNonNull(erasure);
    }

    /** What is gone, when and why, in one sentence, with what to do for whoever needs it. */
    public String message() {
        return "evidence %s of type '%s' was %s; carry out again what it was evidence of"
                .formatted(digest().abbreviated(), entry.predicateType(), erasure.sentence());
    }

    /** The erased envelope. */
    public Digest digest() {
        return entry.envelope();
    }
}
