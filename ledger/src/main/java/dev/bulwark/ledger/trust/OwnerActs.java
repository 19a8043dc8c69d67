package dev.bulwark.ledger.trust;

import java.util.Set;

/** What the owners of a log do themselves, and nobody in their place. */
public final class OwnerActs {
    /** The predicate type of a roster of signers. */
    public static final String ROSTER = "https://bulwark.dev/roles/v1";

    /** The predicate type of a revocation. */
    public static final String REVOCATION = "https://bulwark.dev/revocation/v1";

    /** The predicate type of a signed policy of gates. */
    public static final String POLICY = "https://bulwark.dev/policy/v1";

    /** The predicate type of an erasure: who may take evidence away could hide what is bad. */
    public static final String ERASURE = "https://bulwark.dev/erasure/v1";

    private static final Set<String> RESERVED = Set.of(ROSTER, REVOCATION, POLICY, ERASURE);

    private OwnerActs() {}

    /** Whether only an owner may sign statements of this predicate type. */
    public static boolean isReserved(String predicateType) {
        return RESERVED.contains(predicateType);
    }
}
