package dev.bulwark.governance.change;

import dev.bulwark.governance.gate.GateDecision;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What came of executing a change. */
public sealed interface Execution {
    /**
     * It was executed; the alias means something else from this entry on.
     *
     * @param decision of the gate that was asked, if the kind of change asks one
     */
    record Done(AliasRecord entry, Optional<GateDecision> decision) implements Execution {
        public Done {
            Objects.requireNonNull(entry);
            Objects.requireNonNull(decision);
        }
    }

    /**
     * It was not; nothing has moved.
     *
     * @param decision of the gate, if it came to that
     */
    record Refused(List<Obstacle> obstacles, Optional<GateDecision> decision) implements Execution {
        public Refused {
            obstacles = List.copyOf(obstacles);
            Objects.requireNonNull(decision);
            if (obstacles.isEmpty()) {
                throw new IllegalArgumentException("a refusal says why");
            }
        }
    }
}
