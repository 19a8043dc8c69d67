package dev.bulwark.ledger;

import dev.bulwark.kernel.Severity;
import java.util.List;

/**
 * What checking a whole ledger has shown.
 *
 * @param entries how many the checkpoint speaks of; 0 if it is not believed
 * @param findings the log's before the store's; empty if all is well
 */
public record LedgerCheck(long entries, List<LedgerFinding> findings) {
    public LedgerCheck {
        findings = List.copyOf(findings);
    }

    /** Whether nothing worse than the trace of a crash was found. */
    public boolean isClean() {
        return findings.stream().allMatch(finding -> finding.severity() == Severity.INFO);
    }
}
