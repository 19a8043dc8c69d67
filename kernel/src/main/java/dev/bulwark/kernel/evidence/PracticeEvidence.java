package dev.bulwark.kernel.evidence;

import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * The predicate of Bulwark's own evidence. The scalar members of {@code result} are the facts that
 * a gate's conditions may name.
 *
 * @param kind the practice's id, or the name of a measurement that is no practice ({@code
 *     performance})
 * @param outcome what came of it
 * @param at when it was carried out; kept to the second
 * @param settings what it was asked to do
 * @param result what it found; facts in snake_case at the top, tables and series below
 * @param seed what its random numbers came from, if it drew any
 */
public record PracticeEvidence(
        String kind,
        Outcome outcome,
        Instant at,
        Json.Obj settings,
        Json.Obj result,
        OptionalLong seed) {
    /** What every predicate type of ours begins with. */
    public static final String PREDICATE_PREFIX = "https://bulwark.dev/evidence/";

    /** The version written into evidence. */
    public static final String TOOL_VERSION = "0.1.0";

    public PracticeEvidence {
        Objects.requireNonNull(outcome);
        Objects.requireNonNull(settings);
        Objects.requireNonNull(result);
        Objects.requireNonNull(seed);
        at = at.truncatedTo(ChronoUnit.SECONDS);
        if (!kind.matches("[a-z][a-z0-9-]{0,63}")) {
            throw new IllegalArgumentException("not a kind of evidence: '" + kind + "'");
        }
    }

    /** Evidence of a practice. */
    public static PracticeEvidence of(
            Practice practice,
            Outcome outcome,
            Instant at,
            Json.Obj settings,
            Json.Obj result,
            OptionalLong seed) {
        return new PracticeEvidence(practice.id(), outcome, at, settings, result, seed);
    }

    /** {@code https://bulwark.dev/evidence/<kind>/v1}. */
    public String predicateType() {
        return PREDICATE_PREFIX + kind + "/v1";
    }

    /** The statement that says this of {@code subjects}. */
    public Statement about(List<Subject> subjects) {
        Map<String, Json> predicate = new LinkedHashMap<>();
        predicate.put("practice", Json.of(kind));
        predicate.put("outcome", Json.of(outcome.id()));
        predicate.put("at", Json.of(at.toString()));
        // As text: canonical JSON would round a 64-bit seed through a double.
        seed.ifPresent(value -> predicate.put("seed", Json.of(Long.toString(value))));
        predicate.put("settings", settings);
        predicate.put("result", result);
        predicate.put("tool", Json.obj("name", "bulwark", "version", TOOL_VERSION));
        return new Statement(subjects, predicateType(), new Json.Obj(predicate));
    }
}
