package dev.bulwark.governance.gate;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.trust.Person;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A waiver or a break-glass that a decision leans on.
 *
 * @param evidence digest of its envelope
 * @param kind which of the two
 * @param rule what it lets pass; for a break-glass the gate
 * @param reason as its signers gave it
 * @param people who signed it, two or more
 * @param expires the first second it no longer counts
 */
public record ExceptionUse(
        Digest evidence,
        GateException.Kind kind,
        String rule,
        String reason,
        Set<Person> people,
        Instant expires) {
    public ExceptionUse {
        Objects.requireNonNull(evidence);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(rule);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(expires);
        people = java.util.Collections.unmodifiableSet(new java.util.TreeSet<>(people));
    }

    /** For machines. */
    public Json.Obj toJson() {
        return Json.obj(
                "evidence",
                evidence,
                "kind",
                kind.id(),
                "rule",
                rule,
                "reason",
                reason,
                "people",
                names(),
                "expires",
                expires.toString());
    }

    private List<String> names() {
        return people.stream().map(Person::name).toList();
    }

    /** For people: who, until when and why. */
    @Override
    public String toString() {
        return "%s by %s until %s: %s"
                .formatted(kind.id(), String.join(" and ", names()), expires, reason);
    }
}
