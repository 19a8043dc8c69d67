package dev.bulwark.governance.gate;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What each gate of a system demands. Signed as a statement, it is read back from that evidence by
 * whoever decides, so that nobody decides by an unsigned file.
 *
 * @param system the system's name
 * @param gates the demands by gate; a gate that is absent guards nothing, one with an empty list
 *     lets nothing through
 * @param changes who must approve a change; absent: nothing can be changed by approval
 * @param fresh how old evidence may be where a demand does not say; absent: any age
 * @param exceptions how far waivers and break-glass reach
 */
public record GatePolicy(
        String system,
        Map<Gate, List<Demand>> gates,
        Optional<ChangeRules> changes,
        Optional<Duration> fresh,
        ExceptionRules exceptions) {
    /** The predicate type of a signed policy. */
    public static final String PREDICATE_TYPE = "https://bulwark.dev/policy/v1";

    private static final int NEWEST = 2;
    private static final int MOST_DEMANDS = 1_000;
    private static final Set<String> MEMBERS =
            Set.of("version", "system", "gates", "changes", "fresh", "exceptions");

    public GatePolicy {
        Map<Gate, List<Demand>> copy = new EnumMap<>(Gate.class);
        gates.forEach((gate, demands) -> copy.put(gate, List.copyOf(demands)));
        gates = java.util.Collections.unmodifiableMap(copy);
        Objects.requireNonNull(changes);
        Objects.requireNonNull(exceptions);
        if (fresh.isPresent() && !fresh.get().isPositive()) {
            throw new IllegalArgumentException("fresh must be > 0, but was " + fresh.get());
        }
        if (gates.values().stream().mapToInt(List::size).sum() > MOST_DEMANDS) {
            throw new IllegalArgumentException("a policy has at most " + MOST_DEMANDS + " demands");
        }
    }

    /** A policy of gates alone. */
    public GatePolicy(String system, Map<Gate, List<Demand>> gates) {
        this(system, gates, Optional.empty());
    }

    /** A policy with the usual exceptions and no usual age. */
    public GatePolicy(String system, Map<Gate, List<Demand>> gates, Optional<ChangeRules> changes) {
        this(system, gates, changes, Optional.empty(), ExceptionRules.USUAL);
    }

    /** The same policy with one gate alone, and these demands at it. */
    public GatePolicy only(Gate gate, List<Demand> demands) {
        return new GatePolicy(system, Map.of(gate, demands), changes, fresh, exceptions);
    }

    /** Whether the policy says anything of this gate. */
    public boolean guards(Gate gate) {
        return gates.containsKey(gate);
    }

    /** The JSON form. */
    public Json.Obj toJson() {
        List<Json> entries = new ArrayList<>();
        gates.forEach((gate, demands) ->
                entries.add(
                        Json.obj(
                                "gate",
                                gate.id(),
                                "demands",
                                Json.arr(demands.stream().map(Demand::toJson).toList()))));
        Json.Obj json =
                Json.obj("version", isNew() ? 2 : 1, "system", system, "gates", Json.arr(entries));
        if (changes.isPresent()) {
            json = json.with("changes", changes.get().toJson());
        }
        if (fresh.isPresent()) {
            json = json.with("fresh", fresh.get().toString());
        }
        return exceptions.equals(ExceptionRules.USUAL)
                ? json
                : json.with("exceptions", exceptions.toJson());
    }

    /** Whether it says what version 1 cannot; a policy that does not keeps its digest. */
    private boolean isNew() {
        return fresh.isPresent()
                || !exceptions.equals(ExceptionRules.USUAL)
                || gates.values().stream().flatMap(List::stream).anyMatch(Demand::isNew);
    }

    /** SHA-256 of the canonical JSON form: the policy's name in decisions. */
    public Digest digest() {
        return toJson().digest();
    }

    /** The statement to sign. */
    public Statement statement() {
        return new Statement(
                List.of(new Subject(system + " gates", digest())), PREDICATE_TYPE, toJson());
    }

    /**
     * Reads a signed policy.
     *
     * @throws BulwarkException if the evidence is no policy or its digest is not its subject's
     */
    public static GatePolicy from(Evidence evidence) {
        if (!evidence.statement().predicateType().equals(PREDICATE_TYPE)) {
            throw invalid("its predicate type is " + evidence.statement().predicateType());
        }
        try {
            GatePolicy policy = fromJson(evidence.statement().predicate());
            if (!evidence.statement().isAbout(policy.digest())) {
                throw invalid("its content is not what its subject says");
            }
            return policy;
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new BulwarkException(
                    "POLICY_INVALID",
                    "the signed policy cannot be read: " + e.getMessage(),
                    "run 'bulwark run' again to sign the gates of bulwark.yaml",
                    e);
        }
    }

    /**
     * Reads the JSON form.
     *
     * @throws IllegalArgumentException if it is no policy
     * @throws BulwarkException if it is no policy
     */
    public static GatePolicy fromJson(Json.Obj json) {
        long version = json.integer("version");
        if (version < 1 || version > NEWEST) {
            throw invalid("its version is %d, not 1 to %d".formatted(version, NEWEST));
        }
        // What is not known might demand more, so it is not passed over.
        if (!MEMBERS.containsAll(json.members().keySet())) {
            throw invalid("it has members that this version does not know");
        }
        Map<Gate, List<Demand>> gates = new EnumMap<>(Gate.class);
        for (Json.Obj entry : json.objects("gates")) {
            Gate gate =
                    Gate.byId(entry.string("gate"))
                            .orElseThrow(() -> invalid("it names a gate that does not exist"));
            if (gates.containsKey(gate)) {
                throw invalid("it names the gate " + gate.id() + " twice");
            }
            gates.put(gate, entry.objects("demands").stream().map(Demand::fromJson).toList());
        }
        Optional<ChangeRules> changes =
                json.get("changes").isPresent()
                        ? Optional.of(ChangeRules.fromJson(json.object("changes")))
                        : Optional.empty();
        return new GatePolicy(
                json.string("system"),
                gates,
                changes,
                json.get("fresh").isPresent()
                        ? Optional.of(Duration.parse(json.string("fresh")))
                        : Optional.empty(),
                json.get("exceptions").isPresent()
                        ? ExceptionRules.fromJson(json.object("exceptions"))
                        : ExceptionRules.USUAL);
    }

    private static BulwarkException invalid(String why) {
        return new BulwarkException(
                "POLICY_INVALID",
                "the signed policy cannot be read: " + why,
                "run 'bulwark run' again to sign the gates of bulwark.yaml");
    }
}
