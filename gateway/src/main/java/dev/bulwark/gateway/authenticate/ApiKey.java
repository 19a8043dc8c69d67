package dev.bulwark.gateway.authenticate;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is kept of an API key: all but the key.
 *
 * @param id 12 hexadecimal digits, part of the key, not secret; names it in logs
 * @param label for people, at most 100 characters
 * @param hash SHA-256 of the whole key; the key has 256 random bits, so no slow hash is needed
 * @param scopes what it permits, at least one
 * @param created when
 * @param expires from when on it is refused
 * @param revoked from when on it is refused, if it was revoked
 */
public record ApiKey(
        String id,
        String label,
        Digest hash,
        Set<Scope> scopes,
        Instant created,
        Instant expires,
        Optional<Instant> revoked) {
    static final Pattern ID = Pattern.compile("[0-9a-f]{12}");
    private static final int LONGEST_LABEL = 100;

    public ApiKey {
        scopes = Set.copyOf(EnumSet.copyOf(scopes));
        created = created.truncatedTo(ChronoUnit.SECONDS);
        expires = expires.truncatedTo(ChronoUnit.SECONDS);
        revoked = revoked.map(at -> at.truncatedTo(ChronoUnit.SECONDS));
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("a key's id has 12 hexadecimal digits");
        }
        if (label.length() > LONGEST_LABEL || label.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "a key's label has at most " + LONGEST_LABEL + " printable characters");
        }
        if (!created.isBefore(expires)) {
            throw new IllegalArgumentException("a key expires after it was created");
        }
    }

    /** Whether it is accepted at {@code now}. */
    public boolean isValidAt(Instant now) {
        return now.isBefore(expires) && revoked.isEmpty();
    }

    ApiKey revokedAt(Instant now) {
        return new ApiKey(id, label, hash, scopes, created, expires, Optional.of(now));
    }

    /** The JSON form; also what {@code --json} shows, for nothing in it is secret. */
    public Json.Obj toJson() {
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("id", Json.of(id));
        members.put("label", Json.of(label));
        members.put("hash", Json.of(hash));
        members.put("scopes", Json.arr(scopes.stream().map(Scope::id).sorted().toList()));
        members.put("created", Json.of(created.toString()));
        members.put("expires", Json.of(expires.toString()));
        revoked.ifPresent(at -> members.put("revoked", Json.of(at.toString())));
        return new Json.Obj(members);
    }

    static ApiKey fromJson(Json.Obj json) {
        try {
            EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
            for (String scope : json.strings("scopes")) {
                scopes.add(
                        Scope.byId(scope)
                                .orElseThrow(() -> new IllegalArgumentException("unknown scope")));
            }
            return new ApiKey(
                    json.string("id"),
                    json.string("label"),
                    Digest.parse(json.string("hash")),
                    scopes,
                    Instant.parse(json.string("created")),
                    Instant.parse(json.string("expires")),
                    json.get("revoked").isPresent()
                            ? Optional.of(Instant.parse(json.string("revoked")))
                            : Optional.empty());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a time is malformed", e);
        }
    }
}
