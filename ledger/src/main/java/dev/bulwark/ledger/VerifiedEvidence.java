package dev.bulwark.ledger;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.ledger.trust.SignerRoles;
import dev.bulwark.ledger.trust.Standing;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * All evidence of a ledger that holds, and all that does not. Whoever decides on the one looks at
 * the other as well: a broken file may have been what spoke against.
 *
 * @param evidence stored, logged, and signed by somebody entitled to, in the order of the log
 * @param standings for each piece of evidence, by its digest: entry, log time, rightful signers
 * @param broken everything else that lies in the store or should
 * @param roles who may sign what, as the log says at its end
 * @param erased what was erased under a record that counts; it can no longer be judged, so whoever
 *     would have needed it refuses
 */
public record VerifiedEvidence(
        List<Evidence> evidence,
        Map<Digest, Standing> standings,
        List<BrokenEvidence> broken,
        SignerRoles roles,
        List<ErasedEvidence> erased) {
    public VerifiedEvidence {
        evidence = List.copyOf(evidence);
        standings = Map.copyOf(standings);
        broken = List.copyOf(broken);
        erased = List.copyOf(erased);
        Objects.requireNonNull(roles);
        for (Evidence each : evidence) {
            if (!standings.containsKey(each.digest())) {
                throw new IllegalArgumentException("it is not said where " + each + " stands");
            }
        }
    }

    /** Nothing was erased. */
    public VerifiedEvidence(
            List<Evidence> evidence,
            Map<Digest, Standing> standings,
            List<BrokenEvidence> broken,
            SignerRoles roles) {
        this(evidence, standings, broken, roles, List.of());
    }

    /**
     * What was erased that spoke of the artifact of this digest, or may have: the log lists only
     * the first {@value dev.bulwark.ledger.log.LogEntry#MOST_SUBJECTS} subjects of an envelope.
     */
    public List<ErasedEvidence> erasedAbout(Digest subject) {
        return erased.stream()
                .filter(each ->
                        each.entry().subjects().contains(subject)
                                || each.entry().subjectsLeftOut() > 0)
                .toList();
    }

    /**
     * What was erased that spoke of one of these artifacts and was not carried out again since: no
     * later evidence is of its type and about the same. It may have been what spoke against, so
     * whoever decides on the artifact refuses.
     */
    public List<ErasedEvidence> erasedAndNotReplaced(Set<Digest> subjects) {
        return subjects.stream()
                .flatMap(subject ->
                        erasedAbout(subject).stream().filter(each -> !isReplaced(each, subject)))
                .distinct()
                .toList();
    }

    private boolean isReplaced(ErasedEvidence gone, Digest subject) {
        return evidence.stream()
                .anyMatch(each ->
                        each.statement().predicateType().equals(gone.entry().predicateType())
                                && each.statement().isAbout(subject)
                                && standing(each).index() > gone.index());
    }

    /** The evidence that speaks of the artifact of this digest. */
    public List<Evidence> about(Digest subject) {
        return evidence.stream().filter(each -> each.statement().isAbout(subject)).toList();
    }

    /**
     * Where a piece of this evidence stands.
     *
     * @throws IllegalArgumentException if it is none of this
     */
    public Standing standing(Evidence piece) {
        Standing standing = standings.get(piece.digest());
        if (standing == null) {
            throw new IllegalArgumentException(piece + " is not among this evidence");
        }
        return standing;
    }

    /** Where the evidence in this envelope stands, if it counts. */
    public Optional<Standing> standingOf(Digest envelope) {
        return Optional.ofNullable(standings.get(envelope));
    }

    /** What is broken in a way that nothing may be decided beside it. */
    public List<BrokenEvidence> blocking() {
        return broken.stream().filter(each -> each.flaw().blocks()).toList();
    }
}
