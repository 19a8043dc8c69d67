package dev.bulwark.governance.change;

import dev.bulwark.governance.gate.GatePolicy;
import dev.bulwark.kernel.BulwarkException;
import java.time.DateTimeException;
import java.util.Optional;

/** The policy inside a change of the policy. */
public final class PolicyContent {
    private PolicyContent() {}

    /** The policy that the change leads to; empty if it holds none that can be read. */
    public static Optional<GatePolicy> of(Change change) {
        if (change.kind() != ChangeKind.POLICY || change.content().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(GatePolicy.fromJson(change.content().get()))
                    // A member that is not understood would be lost, and with it what it asks for.
                    .filter(policy -> policy.digest().equals(change.to()));
        } catch (BulwarkException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty(); // no policy; whoever asked refuses the change
        }
    }
}
