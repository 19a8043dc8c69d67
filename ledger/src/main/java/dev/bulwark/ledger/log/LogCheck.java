package dev.bulwark.ledger.log;

import dev.bulwark.kernel.Severity;
import java.util.List;

/**
 * What recomputing a log has shown.
 *
 * @param entries how many the checkpoint speaks of; 0 if it is not believed
 * @param findings in the order of checking, bounded; empty if all is well
 */
public record LogCheck(long entries, List<LogFinding> findings) {
    public LogCheck {
        findings = List.copyOf(findings);
    }

    /** Whether nothing worse than the trace of a crash was found. */
    public boolean isClean() {
        return findings.stream().allMatch(finding -> finding.severity() == Severity.INFO);
    }
}
