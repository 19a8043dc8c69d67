package dev.bulwark.ledger;

import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.log.TlogProof;
import java.util.Objects;

/**
 * An envelope that is stored and logged.
 *
 * @param digest names the envelope
 * @param index of its entry in the log
 * @param proof that the entry is there; verifiable offline with the log's public key
 */
public record LoggedEvidence(Digest digest, long index, TlogProof proof) {
    public LoggedEvidence {
        Objects.requireNonNull(digest);
        Objects.requireNonNull(proof);
        if (index < 0) {
            throw new IllegalArgumentException("index must be >= 0, but was " + index);
        }
    }
}
