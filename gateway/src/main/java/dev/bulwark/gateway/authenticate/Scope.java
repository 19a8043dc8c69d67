package dev.bulwark.gateway.authenticate;

import java.util.Optional;

/** What a key permits. The ids are stored and never change. */
public enum Scope {
    /** Ask the model. */
    INFER("infer"),
    /** Read what the server and its models are. */
    METADATA("metadata");

    private final String id;

    Scope(String id) {
        this.id = id;
    }

    /** As it is stored and given on the command line. */
    public String id() {
        return id;
    }

    /** The scope of this id. */
    public static Optional<Scope> byId(String id) {
        for (Scope scope : values()) {
            if (scope.id.equals(id)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }
}
