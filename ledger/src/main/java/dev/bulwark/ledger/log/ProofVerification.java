package dev.bulwark.ledger.log;

import dev.bulwark.ledger.note.SignedCheckpoint;

/** What came of verifying a {@link TlogProof}. */
public sealed interface ProofVerification {

    /**
     * The entry is in the log.
     *
     * @param checkpoint what the log's key signed
     * @param index of the entry
     */
    record Included(SignedCheckpoint checkpoint, long index) implements ProofVerification {}

    /**
     * The proof shows nothing.
     *
     * @param why what is wrong with it
     */
    record Refused(String why) implements ProofVerification {}
}
