package dev.bulwark.ledger.policy;

import dev.bulwark.ledger.note.VerifierKey;
import java.util.Objects;

/**
 * A log that is believed.
 *
 * @param key named as the log's origin
 * @param url where it can be read, or empty
 */
public record PolicyLog(VerifierKey key, String url) {
    public PolicyLog {
        Objects.requireNonNull(key);
        Objects.requireNonNull(url);
    }
}
