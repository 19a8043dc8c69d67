package dev.bulwark.ledger.trust;

import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.json.Json;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * A pair of keys on the roster, whose they are, and what they may sign.
 *
 * @param person who holds the keys; several pairs may be one person's
 * @param keys the pair
 * @param grants at most {@value #MOST_GRANTS}; none: the keys are known and may sign nothing
 */
public record RosterMember(Person person, SignerKeys keys, List<Grant> grants) {
    /** More roles than anybody has. */
    public static final int MOST_GRANTS = 64;

    public RosterMember {
        Objects.requireNonNull(person);
        Objects.requireNonNull(keys);
        grants = List.copyOf(grants);
        if (grants.size() > MOST_GRANTS) {
            throw new IllegalArgumentException(
                    "%s would have %d grants, at most %d are kept"
                            .formatted(person, grants.size(), MOST_GRANTS));
        }
    }

    /** Whether one of the grants, at any time, is to keep the roster. */
    public boolean keepsRoster() {
        return grants.stream().anyMatch(Grant::keepsRoster);
    }

    Json.Obj toJson() {
        Base64.Encoder base64 = Base64.getEncoder();
        return Json.obj(
                "person",
                person.name(),
                "keys",
                Json.obj(
                        "ecdsa", base64.encodeToString(keys.ecdsa().toArray()),
                        "mlDsa", base64.encodeToString(keys.mlDsa().toArray())),
                "grants",
                Json.arr(grants.stream().map(Grant::toJson).toList()));
    }

    static RosterMember fromJson(Json.Obj json) {
        Members.require(json, "a member", "person", "keys", "grants");
        Json.Obj keys = json.object("keys");
        Members.require(keys, "a pair of keys", "ecdsa", "mlDsa");
        return new RosterMember(
                new Person(json.string("person")),
                new SignerKeys(decoded(keys, "ecdsa"), decoded(keys, "mlDsa")),
                json.objects("grants").stream().map(Grant::fromJson).toList());
    }

    private static Bytes decoded(Json.Obj keys, String name) {
        return Bytes.of(Base64.getDecoder().decode(keys.string(name)));
    }
}
