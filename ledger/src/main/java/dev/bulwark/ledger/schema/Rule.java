package dev.bulwark.ledger.schema;

import dev.bulwark.kernel.json.Json;

/** One thing that a schema asks of a value. */
@FunctionalInterface
interface Rule {
    /** Says at {@code at} what is wrong with {@code value}; says nothing if nothing is. */
    void check(Json value, Place at);

    /** Whether nothing is wrong with {@code value}. */
    default boolean holds(Json value) {
        Place aside = Place.root();
        check(value, aside);
        return aside.violations().isEmpty();
    }
}
