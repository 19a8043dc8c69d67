package dev.bulwark.ledger.log;

import dev.bulwark.ledger.note.SignedCheckpoint;

/**
 * Has checkpoints cosigned before the log publishes them.
 *
 * <p>The log asks after the checkpoint's tiles are durable and the checkpoint itself is signed and
 * kept, and publishes what it is given back. After a refusal the entries stay durable and
 * unpublished, and the log asks again at the next append and when it is next opened: an
 * implementation is asked for the same checkpoint more than once, and for one that is larger than
 * the last it saw by more than one append.
 */
@FunctionalInterface
public interface CheckpointWitnesses {
    /** No witnesses: every checkpoint is published as the log signed it. */
    CheckpointWitnesses NONE = (signed, _) -> signed;

    /**
     * Collects cosignatures.
     *
     * @param signed by the log alone
     * @param prover for proofs from whatever size a witness has seen last
     * @return the same checkpoint, its note with cosignatures added; never another checkpoint
     * @throws LedgerException if too few witnesses cosign: nothing is published then
     */
    SignedCheckpoint witnessed(SignedCheckpoint signed, ConsistencyProver prover);
}
