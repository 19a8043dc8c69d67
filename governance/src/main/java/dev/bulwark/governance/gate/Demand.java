package dev.bulwark.governance.gate;

import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.json.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One thing a gate asks for.
 *
 * @param evidence the id of a practice, or {@code performance} or {@code provenance}
 * @param that a CEL condition over its facts
 * @param fresh how old it may be, {@code > 0}
 */
public record Demand(String evidence, Optional<String> that, Optional<Duration> fresh) {
    /** Evidence of this kind has the predicate type of SLSA, not one of ours. */
    public static final String PROVENANCE = "provenance";

    private static final String SLSA_PROVENANCE = "https://slsa.dev/provenance/v1";

    public Demand {
        if (evidence.isEmpty()) {
            throw new IllegalArgumentException("a demand names a practice");
        }
        if (fresh.isPresent() && !fresh.get().isPositive()) {
            throw new IllegalArgumentException("fresh must be > 0, but was " + fresh.get());
        }
    }

    /** The predicate type of the evidence that is asked for. */
    public String predicateType() {
        return evidence.equals(PROVENANCE)
                ? SLSA_PROVENANCE
                : PracticeEvidence.PREDICATE_PREFIX + evidence + "/v1";
    }

    Json.Obj toJson() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("evidence", evidence);
        that.ifPresent(condition -> members.put("that", condition));
        fresh.ifPresent(age -> members.put("fresh", age.toString()));
        return (Json.Obj) Json.of(members);
    }

    static Demand fromJson(Json.Obj json) {
        return new Demand(
                json.string("evidence"),
                json.get("that").isPresent() ? Optional.of(json.string("that")) : Optional.empty(),
                json.get("fresh").isPresent()
                        ? Optional.of(Duration.parse(json.string("fresh")))
                        : Optional.empty());
    }

    /** As it stands in bulwark.yaml, for people. */
    @Override
    public String toString() {
        return evidence
                + that.map(condition -> ": " + condition).orElse("")
                + fresh.map(age -> " (not older than " + age.toHours() + " h)").orElse("");
    }
}
