package dev.bulwark.governance.dossier;

import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.ledger.log.TlogProof;
import java.util.Objects;

/**
 * Evidence and the proof that the ledger holds it.
 *
 * @param evidence what verified
 * @param proof under the checkpoint of the dossier
 */
public record LoggedEvidence(Evidence evidence, TlogProof proof) {
    public LoggedEvidence {
        Objects.requireNonNull(evidence);
        Objects.requireNonNull(proof);
    }
}
