package dev.bulwark.governance.change;

import dev.bulwark.governance.gate.Gate;
import dev.bulwark.governance.gate.GateDecision;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.ledger.VerifiedEvidence;
import java.time.Instant;
import java.util.List;

/** Asks a gate about what a change leads to, under the policy in force. */
@FunctionalInterface
public interface GateCheck {
    /**
     * Decides without recording.
     *
     * @param about the model first
     * @param verified the ledger as it is under the lock
     */
    GateDecision decide(Gate gate, List<Subject> about, VerifiedEvidence verified, Instant now);
}
