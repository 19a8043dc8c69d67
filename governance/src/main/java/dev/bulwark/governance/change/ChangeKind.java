package dev.bulwark.governance.change;

import dev.bulwark.governance.gate.Gate;
import java.util.Arrays;
import java.util.Optional;

/** What a change changes, and which gate must let it through as well. */
public enum ChangeKind {
    /** An alias comes to mean another model. */
    PROMOTE("promote", Optional.of(Gate.RELEASE)),
    /** An alias comes to mean a model that it meant before; it was released then. */
    ROLL_BACK("roll-back", Optional.of(Gate.SERVE)),
    /** The signed policy is replaced. */
    POLICY("policy", Optional.empty()),
    /** {@code bulwark.yaml} is replaced. */
    CONFIGURATION("configuration", Optional.empty());

    private final String id;
    private final Optional<Gate> gate;

    ChangeKind(String id, Optional<Gate> gate) {
        this.id = id;
        this.gate = gate;
    }

    /** The word in commands and statements. */
    public String id() {
        return id;
    }

    /** The gate that must allow it for the target digest when it is executed. */
    public Optional<Gate> gate() {
        return gate;
    }

    /** Whether the target is an alias for models. */
    public boolean isOfModel() {
        return this == PROMOTE || this == ROLL_BACK;
    }

    /** What its target must be called; empty for aliases, which people name. */
    public Optional<String> target() {
        return isOfModel() ? Optional.empty() : Optional.of(id);
    }

    /** The kind of this word, if there is one. */
    public static Optional<ChangeKind> byId(String id) {
        return Arrays.stream(values()).filter(kind -> kind.id.equals(id)).findFirst();
    }
}
