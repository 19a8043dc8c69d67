package dev.bulwark.ledger.trust;

import dev.bulwark.kernel.json.Json;
import java.util.Set;

/** Strictness towards members of JSON objects: an unknown one might be a restriction. */
final class Members {
    private Members() {}

    static void require(Json.Obj json, String what, String... known) {
        for (String name : json.members().keySet()) {
            if (!Set.of(known).contains(name)) {
                throw new IllegalArgumentException(
                        "%s has a member '%s' that this version does not know"
                                .formatted(what, name.replaceAll("\\p{C}", "?")));
            }
        }
    }
}
