package dev.bulwark.governance.gate;

import dev.bulwark.kernel.Artifact;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.json.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One thing a gate asks for.
 *
 * @param evidence the id of a practice, or {@code performance} or {@code provenance}
 * @param that a CEL condition over its facts
 * @param fresh how old it may be, {@code > 0}
 * @param by roles or people, one of whom must have signed it; empty: whoever is entitled to
 * @param about what kind of artifact it must speak of; empty: as usual for the practice
 */
public record Demand(
        String evidence,
        Optional<String> that,
        Optional<Duration> fresh,
        Set<String> by,
        Optional<Artifact.Kind> about) {
    /** Evidence of this kind has the predicate type of SLSA, not one of ours. */
    public static final String PROVENANCE = "provenance";

    private static final String SLSA_PROVENANCE = "https://slsa.dev/provenance/v1";
    private static final int MOST_SIGNERS = 64;
    private static final Set<String> MEMBERS = Set.of("evidence", "that", "fresh", "by", "about");

    public Demand {
        by = java.util.Collections.unmodifiableSet(new TreeSet<>(by));
        if (evidence.isEmpty()) {
            throw new IllegalArgumentException("a demand names a practice");
        }
        if (fresh.isPresent() && !fresh.get().isPositive()) {
            throw new IllegalArgumentException("fresh must be > 0, but was " + fresh.get());
        }
        if (by.size() > MOST_SIGNERS || by.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(
                    "a demand names at most %d roles or people, none empty"
                            .formatted(MOST_SIGNERS));
        }
        if (about.isPresent()
                && about.get() != Artifact.Kind.MODEL
                && about.get() != Artifact.Kind.DATASET) {
            throw new IllegalArgumentException(
                    "a demand is about a model or a dataset, but got " + about.get());
        }
    }

    /** A demand of whoever is entitled, about what is usual. */
    public Demand(String evidence, Optional<String> that, Optional<Duration> fresh) {
        this(evidence, that, fresh, Set.of(), Optional.empty());
    }

    /** The predicate type of the evidence that is asked for. */
    public String predicateType() {
        return evidence.equals(PROVENANCE)
                ? SLSA_PROVENANCE
                : PracticeEvidence.PREDICATE_PREFIX + evidence + "/v1";
    }

    /** The same, not older than {@code usual} if it does not say. */
    Demand orFresh(Optional<Duration> usual) {
        return new Demand(evidence, that, fresh.or(() -> usual), by, about);
    }

    /** Whether it uses what version 1 of a policy does not know. */
    boolean isNew() {
        return !by.isEmpty() || about.isPresent();
    }

    /** The JSON form. */
    public Json.Obj toJson() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("evidence", evidence);
        that.ifPresent(condition -> members.put("that", condition));
        fresh.ifPresent(age -> members.put("fresh", age.toString()));
        if (!by.isEmpty()) {
            members.put("by", by);
        }
        about.ifPresent(kind -> members.put("about", word(kind)));
        return (Json.Obj) Json.of(members);
    }

    private static String word(Artifact.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    static Demand fromJson(Json.Obj json) {
        if (!MEMBERS.containsAll(json.members().keySet())) {
            throw new IllegalArgumentException("a demand has members that are not known");
        }
        return new Demand(
                json.string("evidence"),
                json.get("that").isPresent() ? Optional.of(json.string("that")) : Optional.empty(),
                json.get("fresh").isPresent()
                        ? Optional.of(Duration.parse(json.string("fresh")))
                        : Optional.empty(),
                json.get("by").isPresent() ? Set.copyOf(json.strings("by")) : Set.of(),
                json.get("about").isPresent()
                        ? Optional.of(
                                Artifact.Kind.valueOf(
                                        json.string("about").toUpperCase(Locale.ROOT)))
                        : Optional.empty());
    }

    /** As it stands in bulwark.yaml, for people. */
    @Override
    public String toString() {
        return evidence
                + that.map(condition -> ": " + condition).orElse("")
                + fresh.map(age -> " (not older than " + age.toHours() + " h)").orElse("")
                + (by.isEmpty() ? "" : " (by " + String.join(" or ", by) + ")")
                + about.map(kind -> " (about the " + word(kind) + ")").orElse("");
    }
}
