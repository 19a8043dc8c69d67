package dev.bulwark.ledger.log;

import dev.bulwark.kernel.Severity;
import java.util.Comparator;
import java.util.List;

/**
 * What recomputing a log has shown.
 *
 * @param entries how many the checkpoint speaks of; 0 if it is not believed
 * @param findings the worst first, else in the order of checking; at most {@value #MOST_FINDINGS},
 *     so that what is left out is never worse than what is there; empty if all is well
 */
public record LogCheck(long entries, List<LogFinding> findings) {
    /** More findings than this say nothing new. */
    static final int MOST_FINDINGS = 100;

    public LogCheck {
        findings =
                findings.stream()
                        .sorted(Comparator.comparing(LogFinding::severity).reversed())
                        .limit(MOST_FINDINGS)
                        .toList();
    }

    /** Whether nothing worse than the trace of a crash was found. */
    public boolean isClean() {
        return findings.stream().allMatch(finding -> finding.severity() == Severity.INFO);
    }
}
