package dev.bulwark.kernel.evidence;

import dev.bulwark.kernel.Bytes;

/**
 * Signs envelopes.
 *
 * <p><b>Guarantees:</b> every envelope carries one signature of each algorithm that Bulwark's
 * verification policy asks for (ECDSA P-256 and ML-DSA-65).
 *
 * <p><b>Does not guarantee</b> that the payload is true, or when it was signed: the ledger's
 * checkpoints bound the time.
 */
public interface Signer {
    /** Signs {@code payload} as {@code payloadType}. */
    Envelope sign(String payloadType, Bytes payload);

    /** Signs a statement in its canonical form. */
    default Envelope sign(Statement statement) {
        return sign(Statement.PAYLOAD_TYPE, Bytes.of(statement.toBytes()));
    }
}
