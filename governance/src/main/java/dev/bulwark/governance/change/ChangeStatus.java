package dev.bulwark.governance.change;

import dev.bulwark.kernel.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * How a change stands.
 *
 * @param change its last revision
 * @param digest of that revision
 * @param state open or closed
 * @param quorum how many people besides the author must approve; 0 where no policy says
 * @param words what was said, of this revision and of earlier ones, oldest first
 * @param missing who may approve and has not, sorted
 * @param obstacles why it cannot be executed; empty if it can
 */
public record ChangeStatus(
        Change change,
        Digest digest,
        State state,
        int quorum,
        List<Word> words,
        List<String> missing,
        List<Obstacle> obstacles) {
    /** Whether anything can still come of it. */
    public enum State {
        OPEN,
        EXECUTED,
        WITHDRAWN
    }

    public ChangeStatus {
        Objects.requireNonNull(change);
        Objects.requireNonNull(digest);
        words = List.copyOf(words);
        missing = List.copyOf(missing);
        obstacles = List.copyOf(obstacles);
    }

    /** Whether nothing in the ledger stands in the way; the gate is asked when it is executed. */
    public boolean isReady() {
        return obstacles.isEmpty();
    }

    /** The approvals that count, one for each person. */
    public List<Word> approvals() {
        return words.stream()
                .filter(word -> word.force() == Word.Force.COUNTS)
                .filter(word -> word.ballot().vote() == Ballot.Vote.APPROVE)
                .toList();
    }

    /** When the first of the approvals ceases to count, if any counts. */
    public Optional<Instant> until() {
        return approvals().stream().map(Word::until).min(Instant::compareTo);
    }

    /** The kinds of what stands in the way. */
    public Set<Obstacle.Kind> against() {
        return obstacles.stream()
                .map(Obstacle::kind)
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }
}
