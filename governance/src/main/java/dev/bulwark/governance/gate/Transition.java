package dev.bulwark.governance.gate;

import dev.bulwark.kernel.Digest;
import dev.bulwark.ledger.VerifiedEvidence;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What a gate is asked to let happen.
 *
 * @param gate which
 * @param subjects digests of what the transition is about: the model first, then the data it was
 *     made from; at the gate {@code train} data alone. Which is which is the asker's word, for
 *     evidence could say that a model is data, and what was found of data pass for it
 * @param verified all of a ledger, with what does not hold; what speaks of others is ignored
 * @param now the time freshness and expiry are judged by
 */
public record Transition(Gate gate, List<Digest> subjects, VerifiedEvidence verified, Instant now) {
    public Transition {
        Objects.requireNonNull(gate);
        Objects.requireNonNull(verified);
        Objects.requireNonNull(now);
        subjects = subjects.stream().distinct().toList();
        if (subjects.isEmpty()) {
            throw new IllegalArgumentException("a transition is about something");
        }
    }

    /** Evidence and broken files that cannot be judged in time are refused by their number. */
    static final int MOST_EVIDENCE = 100_000;
}
