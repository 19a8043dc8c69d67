package dev.bulwark.ledger.schema;

import java.util.ArrayList;
import java.util.List;

/** Where in a value a check is, and what was found so far. */
final class Place {
    /** More are said of nothing: a value that is wrong in so many places is of another type. */
    static final int MOST_VIOLATIONS = 20;

    private final String pointer;
    private final List<SchemaViolation> violations;

    private Place(String pointer, List<SchemaViolation> violations) {
        this.pointer = pointer;
        this.violations = violations;
    }

    static Place root() {
        return new Place("", new ArrayList<>());
    }

    /** A member of the object that is here (RFC 6901 §3). */
    Place member(String name) {
        return new Place(pointer + "/" + name.replace("~", "~0").replace("/", "~1"), violations);
    }

    /** An element of the array that is here. */
    Place element(int index) {
        return new Place(pointer + "/" + index, violations);
    }

    void refuse(String why) {
        if (violations.size() < MOST_VIOLATIONS) {
            violations.add(new SchemaViolation(pointer, why));
        }
    }

    List<SchemaViolation> violations() {
        return List.copyOf(violations);
    }
}
