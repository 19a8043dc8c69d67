package dev.bulwark.ledger.log;

import dev.bulwark.ledger.merkle.TreeHash;
import java.util.List;

/** Proves that a checkpoint which is about to be published appends to what a witness has seen. */
@FunctionalInterface
public interface ConsistencyProver {
    /**
     * The consistency proof from {@code oldSize} to the checkpoint's size (RFC 9162 §2.1.4.1).
     *
     * @param oldSize what the witness saw last, 0 if nothing
     * @return at most 63 hashes; none if {@code oldSize} is 0 or the checkpoint's own size
     * @throws IllegalArgumentException if {@code oldSize} is negative or larger than the checkpoint
     *     is: a witness that has seen more than we hold says that our folder was rolled back
     * @throws LedgerException if a tile cannot be read
     */
    List<TreeHash> from(long oldSize);
}
