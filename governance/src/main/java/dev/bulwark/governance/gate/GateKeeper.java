package dev.bulwark.governance.gate;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides whether a transition may happen.
 *
 * <p><b>Guarantees:</b> only verified evidence about the given subjects counts; the newest of a
 * kind decides, and a failed one of the same second before a passed one; what is missing, stale,
 * broken, dated in the future or cannot be evaluated refuses; no demands at all refuse. What is
 * found of the data does not count for the model. One finding of malice about a subject, of any
 * age, refuses whatever newer evidence says.
 *
 * <p><b>Does not guarantee</b> that the evidence is true: that is its signer's word.
 */
public final class GateKeeper {
    /** Clocks of two machines differ; evidence from further ahead than this is refused. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private static final Map<String, String> HOW_TO_MAKE =
            Map.of(
                    "data-integrity", "bulwark data sign",
                    "performance", "bulwark audit",
                    "bias-audit", "bulwark audit",
                    "adversarial-training", "bulwark attack",
                    "regularization", "bulwark train",
                    "input-validation", "bulwark train",
                    "provenance", "bulwark train",
                    "signing", "bulwark sign");

    private GateKeeper() {}

    /**
     * Decides.
     *
     * @param evidence everything that verified; what speaks of other subjects is ignored
     * @param subjects digests of the model, the data set and whatever else the transition is about
     * @param broken what did not verify and could not be attributed, one line each; any refuses
     * @param now the time freshness is judged by
     */
    public static GateDecision decide(
            Gate gate,
            CompiledPolicy policy,
            List<Evidence> evidence,
            Set<Digest> subjects,
            List<String> broken,
            Instant now) {
        List<GateDecision.Answer> answers = new ArrayList<>();
        List<GateDecision.Reason> reasons = new ArrayList<>();
        for (String each : broken) {
            reasons.add(
                    new GateDecision.Reason(
                            "evidence is broken: " + each,
                            "restore it from a copy, or make it again with 'bulwark run'"));
        }
        Relevance relevance = new Relevance(evidence, subjects);
        evidence.stream()
                .filter(relevance::condemns)
                .map(GateKeeper::condemned)
                .forEach(reasons::add);
        List<CompiledPolicy.CompiledDemand> demands = policy.demands(gate);
        if (demands.isEmpty()) {
            reasons.add(
                    new GateDecision.Reason(
                            "the policy demands nothing at gate '" + gate.id() + "'",
                            "name what it demands under gates." + gate.id() + " in bulwark.yaml"));
        }
        for (CompiledPolicy.CompiledDemand demand : demands) {
            GateDecision.Answer answer = answer(demand, evidence, relevance, now);
            answers.add(answer);
            answer.reason().ifPresent(reasons::add);
        }
        return reasons.isEmpty()
                ? new GateDecision.Allow(gate, now, policy.digest(), answers)
                : new GateDecision.Deny(gate, now, policy.digest(), answers, reasons);
    }

    private static GateDecision.Reason condemned(Evidence evidence) {
        return new GateDecision.Reason(
                "evidence %s says that this is malicious"
                        .formatted(evidence.digest().abbreviated()),
                "quarantine the artifact and replace it; a newer scan does not undo the finding");
    }

    private static GateDecision.Answer answer(
            CompiledPolicy.CompiledDemand compiled,
            List<Evidence> evidence,
            Relevance relevance,
            Instant now) {
        Demand demand = compiled.demand();
        Optional<Evidence> newest = newest(demand, evidence, relevance);
        if (newest.isEmpty()) {
            return refused(
                    demand,
                    Optional.empty(),
                    "",
                    "there is no evidence of it about " + named(relevance.of(demand.evidence())),
                    "make it with '%s'".formatted(command(demand)));
        }
        Optional<Digest> digest = Optional.of(newest.get().digest());
        Optional<String> flaw = flaw(demand, newest.get(), now);
        if (flaw.isPresent()) {
            return refused(
                    demand,
                    digest,
                    "",
                    flaw.get(),
                    "make it again with '%s'".formatted(command(demand)));
        }
        if (compiled.condition().isEmpty()) {
            return new GateDecision.Answer(demand, digest, "", Optional.empty());
        }
        return judged(
                demand, digest, compiled.condition().get().evaluate(newest.get().facts(), now));
    }

    private static GateDecision.Answer judged(
            Demand demand, Optional<Digest> digest, Condition.Result result) {
        return switch (result) {
            case Condition.Result.Met(String values) ->
                    new GateDecision.Answer(demand, digest, values, Optional.empty());
            case Condition.Result.NotMet(String values) ->
                    refused(
                            demand,
                            digest,
                            values,
                            "%s is not met: %s".formatted(demand.that().orElse(""), values),
                            "improve the model or data, or let an owner of the policy change the"
                                    + " threshold in bulwark.yaml");
            case Condition.Result.Undecided(String why) ->
                    refused(
                            demand,
                            digest,
                            "",
                            "%s cannot be decided: %s".formatted(demand.that().orElse(""), why),
                            "make the evidence again with this version of Bulwark");
        };
    }

    private static String named(Set<Digest> digests) {
        return digests.stream()
                .sorted()
                .map(Digest::abbreviated)
                .collect(Collectors.joining(" or "));
    }

    private static String command(Demand demand) {
        return HOW_TO_MAKE.getOrDefault(demand.evidence(), "bulwark run");
    }

    private static GateDecision.Answer refused(
            Demand demand, Optional<Digest> evidence, String values, String what, String fix) {
        return new GateDecision.Answer(
                demand,
                evidence,
                values,
                Optional.of(new GateDecision.Reason(demand.evidence() + ": " + what, fix)));
    }

    /** What is wrong with the evidence as such, whatever its facts. */
    private static Optional<String> flaw(Demand demand, Evidence evidence, Instant now) {
        if (demand.evidence().equals(Demand.PROVENANCE)) {
            return age(demand, instantOf(evidence), now);
        }
        Optional<Outcome> outcome = evidence.outcome();
        if (outcome.isEmpty()) {
            return Optional.of("its evidence states no outcome");
        }
        return switch (outcome.get()) {
            case FAILED -> Optional.of("its evidence says it failed");
            case NOT_APPLICABLE ->
                    Optional.of("its evidence says it does not apply, yet it is asked for");
            case PASSED -> age(demand, evidence.at(), now);
        };
    }

    private static Optional<String> age(Demand demand, Optional<Instant> at, Instant now) {
        if (at.isEmpty()) {
            return Optional.of("its evidence states no time");
        }
        if (at.get().isAfter(now.plus(CLOCK_SKEW))) {
            return Optional.of("its evidence is dated in the future, " + at.get());
        }
        Duration age = Duration.between(at.get(), now);
        return demand.fresh().isPresent() && age.compareTo(demand.fresh().get()) > 0
                ? Optional.of(
                        "its evidence is %d h old, at most %d h are allowed"
                                .formatted(age.toHours(), demand.fresh().get().toHours()))
                : Optional.empty();
    }

    /**
     * Our evidence says {@code at}; SLSA provenance says {@code runDetails.metadata.finishedOn}.
     */
    private static Optional<Instant> instantOf(Evidence evidence) {
        Json node = evidence.statement().predicate();
        for (String name : List.of("runDetails", "metadata", "finishedOn")) {
            node = node instanceof Json.Obj obj ? obj.get(name).orElse(Json.nil()) : Json.nil();
        }
        try {
            return node instanceof Json.Str(String text)
                    ? Optional.of(Instant.parse(text))
                    : Optional.empty();
        } catch (java.time.DateTimeException e) {
            // An unreadable time is no time, and no time refuses.
            return Optional.empty();
        }
    }

    /** At equal times, evidence that did not pass comes out on top. */
    private static int severity(Evidence evidence) {
        return evidence.outcome().filter(outcome -> outcome == Outcome.PASSED).isPresent() ? 0 : 1;
    }

    private static Optional<Evidence> newest(
            Demand demand, List<Evidence> evidence, Relevance relevance) {
        return evidence.stream()
                .filter(e -> e.statement().predicateType().equals(demand.predicateType()))
                .filter(e -> relevance.speaks(demand.evidence(), e))
                .max(
                        Comparator.<Evidence, Instant>comparing(
                                        e -> e.at().or(() -> instantOf(e)).orElse(Instant.MAX))
                                .thenComparingInt(GateKeeper::severity)
                                .thenComparing(Evidence::digest));
    }
}
