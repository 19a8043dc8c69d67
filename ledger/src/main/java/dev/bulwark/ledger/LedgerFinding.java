package dev.bulwark.ledger;

import dev.bulwark.kernel.Finding;
import dev.bulwark.kernel.Severity;
import dev.bulwark.ledger.log.LogFinding;

/** Something that checking a ledger has shown. */
public sealed interface LedgerFinding {
    /** It is the log's. */
    record OfLog(LogFinding finding) implements LedgerFinding {}

    /** It is the evidence store's. */
    record OfEvidence(BrokenEvidence broken) implements LedgerFinding {}

    /** The same as a finding of the kernel: rule, severity, message, file, fix. */
    default Finding toFinding() {
        return switch (this) {
            case OfLog(LogFinding finding) -> finding.toFinding();
            case OfEvidence(BrokenEvidence broken) -> broken.toFinding();
        };
    }

    /** How bad it is; {@link Severity#INFO} is the trace of a crash and harms nothing. */
    default Severity severity() {
        return toFinding().severity();
    }
}
