package dev.bulwark.ledger.schema;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.json.JsonException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rules for the elements of arrays, and for how many there are. */
final class ArrayRules {
    private ArrayRules() {}

    static Rule items(Rule each) {
        return (value, at) -> {
            if (value instanceof Json.Arr(List<Json> elements)) {
                for (int i = 0; i < elements.size(); i++) {
                    each.check(elements.get(i), at.element(i));
                }
            }
        };
    }

    static Rule count(String keyword, long limit) {
        boolean least = keyword.startsWith("min");
        boolean ofArray = keyword.endsWith("Items");
        String what = ofArray ? "elements" : "members";
        return (value, at) -> {
            long count =
                    switch (value) {
                        case Json.Arr(List<Json> elements) when ofArray -> elements.size();
                        case Json.Obj object when !ofArray -> object.members().size();
                        case Json.Arr _,
                                Json.Obj _,
                                Json.Str _,
                                Json.Num _,
                                Json.Bool _,
                                Json.Null _ ->
                                -1;
                    };
            if (count >= 0 && (least ? count < limit : count > limit)) {
                at.refuse(
                        "it must have at %s %d %s, but has %d"
                                .formatted(least ? "least" : "most", limit, what, count));
            }
        };
    }

    static Rule unique(boolean asked) {
        return (value, at) -> {
            if (asked && value instanceof Json.Arr(List<Json> elements)) {
                Set<Digest> seen = new HashSet<>();
                for (int i = 0; i < elements.size(); i++) {
                    if (!seen.add(digest(elements.get(i), at.element(i)))) {
                        at.element(i).refuse("the same value came before");
                    }
                }
            }
        };
    }

    private static Digest digest(Json element, Place at) {
        try {
            return element.digest();
        } catch (JsonException e) {
            at.refuse("it has no canonical form: " + e.what());
            return Digest.of(new byte[0]);
        }
    }
}
