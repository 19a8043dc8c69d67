package dev.bulwark.governance.gate;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.ledger.trust.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Judges one demand by every piece of evidence of its kind; see {@link GateKeeper}. */
final class DemandJudge {
    /** Clocks of two machines differ; evidence from further ahead than this is refused. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private static final String MAKE_AGAIN = "make the evidence again with this version of Bulwark";

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

    private final Transition question;
    private final Relevance relevance;
    private final EvaluationLimit limit;
    private final Map<Digest, Optional<Digest>> settings = new HashMap<>();

    DemandJudge(Transition question, Relevance relevance, EvaluationLimit limit) {
        this.limit = limit;
        this.question = question;
        this.relevance = relevance;
    }

    /** Evidence of the demanded kind, and where it stands. */
    private record Piece(Evidence evidence, Standing standing) {}

    /** How a piece counts, and what to do about it if it speaks against. */
    private record Judged(Considered considered, String fix) {}

    GateDecision.Answer answer(CompiledPolicy.CompiledDemand compiled) {
        Demand demand = compiled.demand();
        Set<Digest> about = relevance.of(demand);
        List<Piece> pieces = pieces(demand, about);
        Set<Digest> superseded = superseded(pieces, about);
        List<Judged> judged = new ArrayList<>();
        for (Piece piece : pieces) {
            limit.check();
            judged.add(
                    superseded.contains(piece.evidence().digest())
                            ? new Judged(
                                    considered(
                                            piece,
                                            Considered.Verdict.SUPERSEDED,
                                            "its signer said something newer with the same"
                                                    + " settings"),
                                    "")
                            : judge(compiled, piece));
        }
        List<Considered> all = judged.stream().map(Judged::considered).toList();
        Optional<Judged> against =
                judged.stream()
                        .filter(each -> each.considered().verdict() == Considered.Verdict.AGAINST)
                        .findFirst();
        if (against.isPresent()) {
            Considered bad = against.get().considered();
            return refused(demand, all, Optional.of(bad), bad.why(), against.get().fix());
        }
        return positive(demand, about, all);
    }

    /** Nothing speaks against: something must speak for it, by whom it was asked of. */
    private GateDecision.Answer positive(Demand demand, Set<Digest> about, List<Considered> all) {
        List<Considered> good =
                all.stream().filter(each -> each.verdict() == Considered.Verdict.FOR).toList();
        Optional<Considered> met =
                good.stream().filter(each -> isByOneOf(each, demand.by())).findFirst();
        if (met.isPresent()) {
            return new GateDecision.Answer(
                    demand,
                    Optional.of(met.get().evidence()),
                    met.get().values(),
                    Optional.empty(),
                    all,
                    Optional.empty());
        }
        return negative(demand, about, all, good.stream().findFirst());
    }

    /** Why nothing speaks for it: by the wrong people, too old, or not there. */
    private GateDecision.Answer negative(
            Demand demand, Set<Digest> about, List<Considered> all, Optional<Considered> byOthers) {
        if (byOthers.isPresent()) {
            return refused(
                    demand,
                    all,
                    byOthers,
                    "its evidence is signed by %s, and by %s it is asked for"
                            .formatted(byOthers.get().signers(), String.join(" or ", demand.by())),
                    "let somebody in that role make and sign it");
        }
        Optional<Considered> stale =
                all.stream().filter(each -> each.verdict() == Considered.Verdict.STALE).findFirst();
        return stale.isPresent()
                ? refused(
                        demand,
                        all,
                        stale,
                        stale.get().why(),
                        "make it again with '%s'".formatted(command(demand)))
                : refused(
                        demand,
                        all,
                        Optional.empty(),
                        "there is no evidence of it about " + named(about),
                        "make it with '%s'".formatted(command(demand)));
    }

    private static boolean isByOneOf(Considered considered, Set<String> by) {
        return by.isEmpty()
                || by.stream()
                        .anyMatch(
                                new Standing(
                                                considered.index(),
                                                considered.loggedAt(),
                                                considered.signers())
                                        ::isBy);
    }

    /** The newest entry first. */
    private List<Piece> pieces(Demand demand, Set<Digest> about) {
        List<Piece> pieces = new ArrayList<>();
        for (Evidence each : question.verified().evidence().reversed()) {
            if (each.statement().predicateType().equals(demand.predicateType())
                    && about.stream().anyMatch(each.statement()::isAbout)) {
                pieces.add(new Piece(each, question.verified().standing(each)));
            }
        }
        return pieces;
    }

    /**
     * What a newer piece of the same signer with the same settings takes the place of. Being
     * superseded passes on, so it is enough to look at what is not superseded itself.
     */
    private Set<Digest> superseded(List<Piece> newestFirst, Set<Digest> about) {
        Map<Digest, List<Piece>> current = new HashMap<>();
        Set<Digest> superseded = new java.util.HashSet<>();
        for (Piece piece : newestFirst) {
            Optional<Digest> asked =
                    settings.computeIfAbsent(
                            piece.evidence().digest(),
                            _ -> EvidenceTime.settings(piece.evidence()));
            if (asked.isEmpty()) {
                continue;
            }
            List<Piece> newer = current.computeIfAbsent(asked.get(), _ -> new ArrayList<>());
            if (!Relevance.isMalicious(piece.evidence())
                    && newer.stream().anyMatch(each -> supersedes(each, piece, about))) {
                superseded.add(piece.evidence().digest());
            } else {
                newer.add(piece);
            }
        }
        return superseded;
    }

    private static boolean supersedes(Piece newer, Piece older, Set<Digest> about) {
        Optional<Instant> before = EvidenceTime.of(older.evidence());
        Optional<Instant> after = EvidenceTime.of(newer.evidence());
        return newer.standing().keys().containsAll(older.standing().keys())
                && after.isPresent()
                && (before.isEmpty() || !after.get().isBefore(before.get()))
                && about.stream()
                        .filter(older.evidence().statement()::isAbout)
                        .allMatch(newer.evidence().statement()::isAbout);
    }

    private Judged judge(CompiledPolicy.CompiledDemand compiled, Piece piece) {
        Demand demand = compiled.demand();
        String again = "make it again with '%s'".formatted(command(demand));
        Optional<String> flaw = flaw(demand, piece);
        if (flaw.isPresent()) {
            return new Judged(considered(piece, Considered.Verdict.AGAINST, flaw.get()), again);
        }
        Duration age = age(piece).orElse(Duration.ZERO);
        if (demand.fresh().isPresent() && age.compareTo(demand.fresh().get()) > 0) {
            String why =
                    "its evidence is %d h old, at most %d h are allowed"
                            .formatted(age.toHours(), demand.fresh().get().toHours());
            return new Judged(considered(piece, Considered.Verdict.STALE, why), again);
        }
        if (compiled.condition().isEmpty()) {
            return new Judged(considered(piece, Considered.Verdict.FOR, ""), "");
        }
        return weighed(demand, compiled.condition().get(), piece);
    }

    private Judged weighed(Demand demand, Condition condition, Piece piece) {
        Map<String, Json> facts = piece.evidence().facts();
        String text = demand.that().orElse("");
        String substituted = condition.substituted(facts);
        return switch (condition.evaluate(facts, question.now())) {
            case Condition.Result.Met(String values) ->
                    new Judged(
                            considered(piece, Considered.Verdict.FOR, values, substituted, ""), "");
            case Condition.Result.NotMet(String values) ->
                    new Judged(
                            considered(
                                    piece,
                                    Considered.Verdict.AGAINST,
                                    values,
                                    substituted,
                                    "%s is not met: %s".formatted(text, values)),
                            "improve the model or data, or let an owner of the policy change the"
                                    + " threshold in bulwark.yaml");
            case Condition.Result.Undecided(String why) ->
                    new Judged(
                            considered(
                                    piece,
                                    Considered.Verdict.AGAINST,
                                    "",
                                    substituted,
                                    "%s cannot be decided: %s".formatted(text, why)),
                            MAKE_AGAIN);
        };
    }

    /** What is wrong with the evidence as such, whatever its facts and age. */
    private Optional<String> flaw(Demand demand, Piece piece) {
        Optional<Instant> at = EvidenceTime.of(piece.evidence());
        if (at.isEmpty()) {
            return Optional.of("its evidence states no time");
        }
        if (at.get().isAfter(question.now().plus(CLOCK_SKEW))) {
            return Optional.of("its evidence is dated in the future, " + at.get());
        }
        if (demand.evidence().equals(Demand.PROVENANCE)) {
            return Optional.empty();
        }
        Optional<Outcome> outcome = piece.evidence().outcome();
        if (outcome.isEmpty()) {
            return Optional.of("its evidence states no outcome");
        }
        return switch (outcome.get()) {
            case FAILED -> Optional.of("its evidence says it failed");
            case NOT_APPLICABLE ->
                    Optional.of("its evidence says it does not apply, yet it is asked for");
            case PASSED -> Optional.empty();
        };
    }

    /** Evidence is no younger than its entry in the log, whatever it says. */
    private Optional<Duration> age(Piece piece) {
        return EvidenceTime.of(piece.evidence())
                .map(at ->
                        at.isBefore(piece.standing().loggedAt()) ? at : piece.standing().loggedAt())
                .map(at -> Duration.between(at, question.now()));
    }

    private Considered considered(Piece piece, Considered.Verdict verdict, String why) {
        return considered(piece, verdict, "", "", why);
    }

    private Considered considered(
            Piece piece,
            Considered.Verdict verdict,
            String values,
            String substituted,
            String why) {
        return new Considered(
                piece.evidence().digest(),
                piece.standing().index(),
                piece.standing().loggedAt(),
                EvidenceTime.of(piece.evidence()),
                age(piece),
                piece.standing().signers(),
                verdict,
                values,
                substituted,
                why);
    }

    private static String named(Set<Digest> digests) {
        return digests.isEmpty()
                ? "anything here of the kind that is asked for"
                : digests.stream()
                        .sorted()
                        .map(Digest::abbreviated)
                        .collect(Collectors.joining(" or "));
    }

    private static String command(Demand demand) {
        return HOW_TO_MAKE.getOrDefault(demand.evidence(), "bulwark run");
    }

    private static GateDecision.Answer refused(
            Demand demand, List<Considered> all, Optional<Considered> by, String what, String fix) {
        return new GateDecision.Answer(
                demand,
                by.map(Considered::evidence),
                by.map(Considered::values).orElse(""),
                Optional.of(new GateDecision.Reason(demand.evidence() + ": " + what, fix)),
                all,
                Optional.empty());
    }
}
