package dev.bulwark.governance.gate;

import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.VerifiedEvidence;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * What a gate is asked to let happen.
 *
 * @param gate which
 * @param subjects digests of the model, the data set and whatever else the transition is about
 * @param verified all of a ledger, with what does not hold; what speaks of others is ignored
 * @param now the time freshness and expiry are judged by
 */
public record Transition(Gate gate, Set<Digest> subjects, VerifiedEvidence verified, Instant now) {
    public Transition {
        Objects.requireNonNull(gate);
        Objects.requireNonNull(verified);
        Objects.requireNonNull(now);
        subjects = Set.copyOf(subjects);
        if (subjects.isEmpty()) {
            throw new IllegalArgumentException("a transition is about something");
        }
    }

    /** Evidence and broken files that cannot be judged in time are refused by their number. */
    static final int MOST_EVIDENCE = 100_000;
}
