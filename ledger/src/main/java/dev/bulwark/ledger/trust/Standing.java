package dev.bulwark.ledger.trust;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a piece of evidence stands: its entry in the log, and who signed it rightfully then.
 *
 * @param index of its entry
 * @param loggedAt the log's time of that entry, never earlier than an earlier entry's
 * @param signers each entitled by itself to all that the evidence says; at least one
 */
public record Standing(long index, Instant loggedAt, List<SignedBy> signers) {
    public Standing {
        Objects.requireNonNull(loggedAt);
        signers = List.copyOf(signers);
        if (index < 0 || signers.isEmpty()) {
            throw new IllegalArgumentException(
                    "evidence stands at an entry >= 0 with a signer, but got entry %d, %d signers"
                            .formatted(index, signers.size()));
        }
    }

    /** The people who signed, each once: what a quorum counts. */
    public Set<Person> people() {
        Set<Person> people = new TreeSet<>();
        signers.forEach(signer -> people.add(signer.person()));
        return java.util.Collections.unmodifiableSet(people);
    }

    /** Ids of the signers' ECDSA keys. */
    public Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        signers.forEach(signer -> keys.add(signer.key()));
        return java.util.Collections.unmodifiableSet(keys);
    }

    /** Whether one of the signers has this role or is this person. */
    public boolean isBy(String roleOrPerson) {
        return signers.stream()
                .anyMatch(signer ->
                        signer.roles().contains(roleOrPerson)
                                || signer.person().name().equals(roleOrPerson));
    }
}
