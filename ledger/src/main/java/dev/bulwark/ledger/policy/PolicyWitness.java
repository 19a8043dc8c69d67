package dev.bulwark.ledger.policy;

import dev.bulwark.ledger.note.VerifierKey;
import java.util.Objects;

/**
 * A witness, as one key of it. A witness that signs with two algorithms is two of these.
 *
 * @param name within the policy; not the key's name
 * @param key of a cosignature type
 * @param url its submission prefix (tlog-witness), or empty
 */
public record PolicyWitness(String name, VerifierKey key, String url) {
    public PolicyWitness {
        Objects.requireNonNull(name);
        Objects.requireNonNull(key);
        Objects.requireNonNull(url);
    }
}
