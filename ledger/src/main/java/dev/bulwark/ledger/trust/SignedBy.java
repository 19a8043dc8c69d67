package dev.bulwark.ledger.trust;

import java.util.Objects;
import java.util.Set;

/**
 * A signer that was entitled to a statement when it was logged.
 *
 * @param key id of the signer's ECDSA key
 * @param person whose keys they are
 * @param roles names of the roles that covered the statement
 */
public record SignedBy(String key, Person person, Set<String> roles) {
    /** The role of those whose keys the verifier was given. */
    public static final String OWNER = "owner";

    public SignedBy {
        Objects.requireNonNull(key);
        Objects.requireNonNull(person);
        roles = Set.copyOf(roles);
    }

    /** For people: {@code alice (auditor, key 0123456789ab…)}. */
    @Override
    public String toString() {
        return "%s (%s, key %s…)"
                .formatted(
                        person,
                        String.join(", ", roles.stream().sorted().toList()),
                        key.substring(0, Math.min(12, key.length())));
    }
}
