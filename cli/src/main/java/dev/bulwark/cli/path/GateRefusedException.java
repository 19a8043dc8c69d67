package dev.bulwark.cli.path;

import dev.bulwark.governance.gate.GateDecision;
import dev.bulwark.kernel.BulwarkException;
import java.util.stream.Collectors;

/** A gate refuses; carries the decision. */
public final class GateRefusedException extends BulwarkException {
    private static final long serialVersionUID = 1L;

    private final transient GateDecision.Deny decision;

    GateRefusedException(GateDecision.Deny decision) {
        super(
                "GATE_REFUSED",
                "gate '%s' refuses:\n%s"
                        .formatted(
                                decision.gate().id(),
                                decision.reasons().stream()
                                        .map(r -> "  " + r.what() + "\n      fix: " + r.fix())
                                        .collect(Collectors.joining("\n"))),
                "nothing was signed or served; the decision is recorded");
        this.decision = decision;
    }

    /** The decision. */
    public GateDecision.Deny decision() {
        return decision;
    }
}
