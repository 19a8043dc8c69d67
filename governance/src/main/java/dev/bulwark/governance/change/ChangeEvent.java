package dev.bulwark.governance.change;

import dev.bulwark.governance.gate.ChangeRules;
import dev.bulwark.governance.gate.Gate;
import dev.bulwark.kernel.Digest;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What an entry of the log means for changes; signatures are verified, people are known. */
public sealed interface ChangeEvent {
    /** A policy was signed by the owner. */
    record PolicySigned(Digest policy, Optional<ChangeRules> rules) implements ChangeEvent {}

    /** From here on this is who may say what. */
    record PeopleListed(Electorate people) implements ChangeEvent {}

    /**
     * Somebody proposed a change or edited one.
     *
     * @param digest of the change, which the reader has computed from its content
     */
    record Proposed(Change change, Digest digest, Signed by) implements ChangeEvent {}

    /** Somebody said something of a change. */
    record Cast(Ballot ballot, Signed by) implements ChangeEvent {}

    /** Evidence came, of anything but changes and gates. */
    record EvidenceLogged(Digest envelope, Set<Digest> about) implements ChangeEvent {
        public EvidenceLogged {
            about = Set.copyOf(about);
        }
    }

    /** A gate decided on a model; what it decided by is its own matter. */
    record GateDecided(Digest envelope, Gate gate, boolean allowed, Digest policy, Digest model)
            implements ChangeEvent {
        public GateDecided {
            Objects.requireNonNull(gate);
        }
    }

    /** A change was executed, as the recorder says; whether it may count is seen then. */
    record Executed(AliasEvent event, Digest envelope) implements ChangeEvent {}
}
