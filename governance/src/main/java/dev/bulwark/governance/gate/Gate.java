package dev.bulwark.governance.gate;

import java.util.Arrays;
import java.util.Optional;

/** The transitions a gate can guard, in the order of the path. */
public enum Gate {
    /** May this data be trained on? */
    TRAIN("train"),
    /** May this model be kept? */
    REGISTER("register"),
    /** May this model be signed and published? */
    RELEASE("release"),
    /** May this model answer requests, now? */
    SERVE("serve");

    private final String id;

    Gate(String id) {
        this.id = id;
    }

    /** The word in configuration and evidence. */
    public String id() {
        return id;
    }

    /** The gate of this word, if there is one. */
    public static Optional<Gate> byId(String id) {
        return Arrays.stream(values()).filter(gate -> gate.id.equals(id)).findFirst();
    }
}
