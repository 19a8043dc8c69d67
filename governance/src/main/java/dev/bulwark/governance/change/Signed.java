package dev.bulwark.governance.change;

import dev.bulwark.kernel.Digest;
import java.util.Objects;

/**
 * Whose word a statement is; the signature was verified before.
 *
 * @param person whose keys they are
 * @param key id of the key that signed
 * @param envelope digest of what was signed
 */
public record Signed(String person, String key, Digest envelope) {
    public Signed {
        Objects.requireNonNull(person);
        Objects.requireNonNull(key);
        Objects.requireNonNull(envelope);
    }
}
