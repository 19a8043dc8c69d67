package dev.bulwark.ledger.index;

import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.log.LogEntry;
import java.time.Instant;
import java.util.Optional;

/**
 * What is asked of an index; every condition that is given must hold.
 *
 * @param subject of what it speaks
 * @param predicateType what kind of evidence it is
 * @param signer id of a key under it, as it claims
 * @param since logged at this second or later
 * @param until logged before this second
 * @param after only entries of a larger index, for the next page; -1 for the first
 * @param limit how many at most, 1 to {@value #LARGEST_PAGE}
 */
public record EvidenceQuery(
        Optional<Digest> subject,
        Optional<String> predicateType,
        Optional<String> signer,
        Optional<Instant> since,
        Optional<Instant> until,
        long after,
        int limit) {
    /** Bounds the memory of one answer. */
    public static final int LARGEST_PAGE = 10_000;

    /** Everything, by pages of the largest size. */
    public static final EvidenceQuery ALL =
            new EvidenceQuery(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    -1,
                    LARGEST_PAGE);

    public EvidenceQuery {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new IllegalArgumentException(
                    "limit must be 1 to %d, but was %d".formatted(LARGEST_PAGE, limit));
        }
        if (after < -1) {
            throw new IllegalArgumentException("after must be >= -1, but was " + after);
        }
    }

    /** And of this subject. */
    public EvidenceQuery about(Digest digest) {
        return new EvidenceQuery(
                Optional.of(digest), predicateType, signer, since, until, after, limit);
    }

    /** And of this type. */
    public EvidenceQuery ofType(String type) {
        return new EvidenceQuery(subject, Optional.of(type), signer, since, until, after, limit);
    }

    /** And by this key. */
    public EvidenceQuery by(String keyId) {
        return new EvidenceQuery(
                subject, predicateType, Optional.of(keyId), since, until, after, limit);
    }

    /** And logged at {@code from} or later, before {@code to}. */
    public EvidenceQuery logged(Optional<Instant> from, Optional<Instant> to) {
        return new EvidenceQuery(subject, predicateType, signer, from, to, after, limit);
    }

    /** The page after the entry of this index. */
    public EvidenceQuery page(long afterIndex, int size) {
        return new EvidenceQuery(subject, predicateType, signer, since, until, afterIndex, size);
    }

    /**
     * Whether an entry of the log is what is asked for. One that could not list all its subjects
     * may be about any: its payload says whether it is.
     */
    boolean asksFor(long index, LogEntry entry) {
        long second = entry.time().getEpochSecond();
        return index > after
                && (entry.subjectsLeftOut() > 0
                        || subject.map(entry.subjects()::contains).orElse(true))
                && predicateType.map(entry.predicateType()::equals).orElse(true)
                && signer.map(entry.signers()::contains).orElse(true)
                && since.map(from -> second >= from.getEpochSecond()).orElse(true)
                && until.map(to -> second < to.getEpochSecond()).orElse(true);
    }
}
