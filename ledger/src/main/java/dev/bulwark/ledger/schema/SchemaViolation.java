package dev.bulwark.ledger.schema;

import java.util.Objects;

/**
 * One place in which a value is not as its schema says.
 *
 * @param pointer JSON pointer (RFC 6901) into the value; empty for the whole of it
 * @param why what the schema asks, in one sentence without the value, which may be personal
 */
public record SchemaViolation(String pointer, String why) {
    public SchemaViolation {
        Objects.requireNonNull(pointer);
        Objects.requireNonNull(why);
    }

    @Override
    public String toString() {
        return "at '%s': %s".formatted(pointer, why);
    }
}
