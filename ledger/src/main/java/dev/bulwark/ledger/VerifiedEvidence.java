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
 */
public record VerifiedEvidence(List<Evidence> evidence, List<BrokenEvidence> broken) {
    public VerifiedEvidence {
        evidence = List.copyOf(evidence);
        broken = List.copyOf(broken);
    }

    /** The evidence that speaks of the artifact of this digest. */
    public List<Evidence> about(Digest subject) {
        return evidence.stream().filter(each -> each.statement().isAbout(subject)).toList();
    }
}
