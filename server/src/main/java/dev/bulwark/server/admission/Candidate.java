package dev.bulwark.server.admission;

import dev.bulwark.gateway.protocol.ModelContract;
import dev.bulwark.governance.gate.GateDecision;
import java.util.Objects;

/**
 * The model a project would serve, and what the gate says of it.
 *
 * @param contract of the model
 * @param decision of the serve gate, now
 */
public record Candidate(ModelContract contract, GateDecision decision) {
    public Candidate {
        Objects.requireNonNull(contract);
        Objects.requireNonNull(decision);
    }
}
