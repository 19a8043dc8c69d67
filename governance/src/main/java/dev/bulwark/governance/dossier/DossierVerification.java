package dev.bulwark.governance.dossier;

import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.ledger.note.SignedCheckpoint;
import java.util.List;

/** What came of verifying a dossier. */
public sealed interface DossierVerification {
    /**
     * Every file is as it was signed; all evidence verifies and is in the log.
     *
     * @param manifest the signed list of files; its predicate names system and model
     * @param evidence everything the dossier holds, in the order of its files
     * @param checkpoint the log that holds it
     * @param warnings what the reader should know nevertheless
     */
    record Intact(
            Evidence manifest,
            List<Evidence> evidence,
            SignedCheckpoint checkpoint,
            List<String> warnings)
            implements DossierVerification {
        public Intact {
            evidence = List.copyOf(evidence);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Something is not.
     *
     * @param faults at least one, by file
     */
    record Broken(List<Fault> faults) implements DossierVerification {
        public Broken {
            faults = List.copyOf(faults);
            if (faults.isEmpty()) {
                throw new IllegalArgumentException("a broken dossier has a fault");
            }
        }
    }
}
