package dev.bulwark.ledger.store;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Statement;
import java.util.Objects;

/**
 * An envelope that has the digest it is named by. Its signatures are not verified.
 *
 * @param digest SHA-256 of the envelope
 * @param envelope as it was stored
 * @param claimed what the envelope says, which is a claim until its signatures are verified
 */
public record StoredEnvelope(Digest digest, Envelope envelope, Statement claimed) {
    public StoredEnvelope {
        Objects.requireNonNull(digest);
        Objects.requireNonNull(envelope);
        Objects.requireNonNull(claimed);
    }
}
