package dev.bulwark.ledger;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Evidence;
import java.util.List;

/**
 * All evidence of a ledger that holds, and all that does not. Whoever decides on the one looks at
 * the other as well: a broken file may have been what spoke against.
 *
 * @param evidence stored, signed and logged, in the order of the log
 * @param broken everything else that lies in the store or should
 * @param erased what was erased under a record that verifies; it can no longer be judged, so
 *     whoever would have needed it refuses
 */
public record VerifiedEvidence(
        List<Evidence> evidence, List<BrokenEvidence> broken, List<ErasedEvidence> erased) {
    public VerifiedEvidence {
        evidence = List.copyOf(evidence);
        broken = List.copyOf(broken);
        erased = List.copyOf(erased);
    }

    /** Nothing was erased. */
    public VerifiedEvidence(List<Evidence> evidence, List<BrokenEvidence> broken) {
        this(evidence, broken, List.of());
    }

    /** The evidence that speaks of the artifact of this digest. */
    public List<Evidence> about(Digest subject) {
        return evidence.stream().filter(each -> each.statement().isAbout(subject)).toList();
    }
}
