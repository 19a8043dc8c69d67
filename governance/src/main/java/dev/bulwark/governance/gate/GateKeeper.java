package dev.bulwark.governance.gate;

import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.ledger.BrokenEvidence;
import dev.bulwark.ledger.ErasedEvidence;
import dev.bulwark.ledger.trust.SignerRoles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides whether a transition may happen.
 *
 * <p><b>Guarantees:</b>
 *
 * <ul>
 *   <li>Only evidence counts that is logged, whose signatures hold, whose signer was entitled to it
 *       at its entry, and that is about the given subjects: what is found of the data does not
 *       count for the model.
 *   <li>Every piece of the demanded kind counts, not the newest alone. Each that is fresh must meet
 *       the demand, and at least one must. A piece steps back only for a newer one, later in the
 *       log and in its own time, by the same signer, of the same settings and seed, about the same
 *       artifacts. So neither does an older good finding shadow a newer bad one, nor a newer one
 *       under weaker settings or by somebody else an older bad one.
 *   <li>Age is taken from the evidence's own time or its log time, whichever is earlier. What is
 *       too old counts neither way; without anything fresh the gate refuses.
 *   <li>One finding of malice about a subject, by anybody entitled and of any age, refuses for as
 *       long as the artifact is the same.
 *   <li>Broken evidence refuses, wherever it lies. So does what is missing, dated in the future,
 *       without outcome or time, cannot be evaluated, or took too long; and no demands at all.
 *   <li>Only two people together let something pass all the same: by a waiver of one rule, or a
 *       break-glass of the gate, for one artifact and for a bounded time ({@link GateException}).
 * </ul>
 *
 * <p><b>Does not guarantee</b> that the evidence is true: that is its signer's word.
 */
public final class GateKeeper {
    private GateKeeper() {}

    /**
     * What refuses.
     *
     * @param rule by which somebody may let it pass; none: nobody may
     * @param about what a waiver of it must be for
     * @param beside what it is, unless it is an unmet demand
     */
    private record Objection(
            GateDecision.Reason reason,
            Optional<String> rule,
            Set<Digest> about,
            Optional<ExceptionRules.Beside> beside) {
        /** That nobody may let pass. */
        static Objection last(String what, String fix) {
            return new Objection(
                    new GateDecision.Reason(what, fix),
                    Optional.empty(),
                    Set.of(),
                    Optional.empty());
        }
    }

    /** Decides; costs what reading the verified evidence of the demanded kinds costs. */
    public static GateDecision decide(Transition question, CompiledPolicy policy) {
        EvaluationLimit limit = new EvaluationLimit(EvaluationLimit.LONGEST, System::nanoTime);
        return limit.within(
                _ -> judged(question, policy, limit),
                reason ->
                        new GateDecision.Deny(
                                question.gate(),
                                question.now(),
                                basis(question, policy, List.of()),
                                List.of(),
                                List.of(reason)));
    }

    /** What evidence for this demand must be about: one of these. */
    public static Set<Digest> about(Transition question, Demand demand) {
        return Relevance.of(question).of(demand);
    }

    private static GateDecision judged(
            Transition question, CompiledPolicy policy, EvaluationLimit limit) {
        Relevance relevance = Relevance.of(question);
        List<Objection> objections = new ArrayList<>(beside(question, relevance));
        List<CompiledPolicy.CompiledDemand> demands = policy.demands(question.gate());
        if (demands.isEmpty()) {
            objections.add(nothingDemanded(question.gate()));
        }
        ExceptionsAtHand exceptions = new ExceptionsAtHand(question, policy.policy().exceptions());
        List<ExceptionUse> waivers = new ArrayList<>();
        objections.removeIf(each -> waived(each, exceptions, waivers));
        DemandJudge judge = new DemandJudge(question, relevance, limit);
        List<GateDecision.Answer> answers = new ArrayList<>();
        for (CompiledPolicy.CompiledDemand demand : demands) {
            GateDecision.Answer answer = judge.answer(demand);
            Optional<Objection> objection =
                    answer.reason().map(reason -> unmet(reason, demand.demand(), relevance));
            int before = waivers.size();
            if (objection.isPresent() && !waived(objection.get(), exceptions, waivers)) {
                objections.add(objection.get());
            }
            answers.add(waivers.size() > before ? answer.waivedBy(waivers.getLast()) : answer);
        }
        GateDecision.Basis basis = basis(question, policy, waivers);
        return objections.isEmpty()
                ? new GateDecision.Allow(question.gate(), question.now(), basis, answers)
                : refused(question, basis, answers, objections, exceptions);
    }

    private static Objection unmet(GateDecision.Reason reason, Demand demand, Relevance relevance) {
        return new Objection(
                reason,
                Optional.of(GateException.ruleOf(demand)),
                relevance.of(demand),
                Optional.empty());
    }

    private static boolean waived(
            Objection objection, ExceptionsAtHand exceptions, List<ExceptionUse> waivers) {
        Optional<ExceptionUse> waiver =
                objection
                        .rule()
                        .flatMap(rule ->
                                exceptions.waiver(rule, objection.about(), objection.beside()));
        waiver.ifPresent(waivers::add);
        return waiver.isPresent();
    }

    /** Refuses, unless the glass is broken and that reaches over everything that refuses. */
    private static GateDecision refused(
            Transition question,
            GateDecision.Basis basis,
            List<GateDecision.Answer> answers,
            List<Objection> objections,
            ExceptionsAtHand exceptions) {
        List<GateDecision.Reason> reasons = objections.stream().map(Objection::reason).toList();
        Relevance relevance = Relevance.of(question);
        Optional<ExceptionUse> glass = exceptions.breakGlass(relevance.judged());
        boolean reaches =
                objections.stream()
                        .allMatch(each ->
                                each.rule().isPresent()
                                        && exceptions.breakGlassCovers(each.beside()));
        return glass.isPresent() && reaches
                ? new GateDecision.Overridden(
                        question.gate(), question.now(), basis, answers, reasons, glass.get())
                : new GateDecision.Deny(question.gate(), question.now(), basis, answers, reasons);
    }

    private static GateDecision.Basis basis(
            Transition question, CompiledPolicy policy, List<ExceptionUse> waivers) {
        return new GateDecision.Basis(policy.digest(), roster(question), waivers);
    }

    private static Optional<Digest> roster(Transition question) {
        return question.verified().roles().current().map(SignerRoles.InForce::envelope);
    }

    /** What refuses whatever the policy demands. */
    private static List<Objection> beside(Transition question, Relevance relevance) {
        List<Objection> objections = new ArrayList<>();
        if (question.verified().evidence().size() > Transition.MOST_EVIDENCE) {
            return List.of(
                    Objection.last(
                            "there are more than %,d pieces of evidence"
                                    .formatted(Transition.MOST_EVIDENCE),
                            "ask with the evidence of this system alone"));
        }
        for (BrokenEvidence broken : question.verified().blocking()) {
            objections.add(
                    new Objection(
                            new GateDecision.Reason(
                                    "evidence is broken: " + broken.message(),
                                    "restore it from a copy, or make it again with 'bulwark run';"
                                            + " here: "
                                            + broken.flaw().fix()),
                            Optional.of(GateException.ruleOfBroken(broken.file())),
                            relevance.judged(),
                            Optional.of(ExceptionRules.Beside.BROKEN)));
        }
        for (ErasedEvidence erased :
                question.verified().erasedAndNotReplaced(Set.copyOf(question.subjects()))) {
            objections.add(
                    Objection.last(
                            "evidence is gone: " + erased.message(),
                            "make it again with 'bulwark run'"));
        }
        question.verified().evidence().stream()
                .filter(relevance::condemns)
                .map(each -> condemned(each, question.subjects()))
                .forEach(objections::add);
        return objections;
    }

    private static Objection condemned(Evidence evidence, List<Digest> subjects) {
        Set<Digest> about =
                subjects.stream().filter(evidence.statement()::isAbout).collect(Collectors.toSet());
        return new Objection(
                new GateDecision.Reason(
                        "evidence %s says that this is malicious"
                                .formatted(evidence.digest().abbreviated()),
                        "quarantine the artifact and replace it; a newer scan does not undo the"
                                + " finding"),
                Optional.of(GateException.ruleOfFinding(evidence.digest())),
                about,
                Optional.of(ExceptionRules.Beside.MALICIOUS));
    }

    private static Objection nothingDemanded(Gate gate) {
        return Objection.last(
                "the policy demands nothing at gate '" + gate.id() + "'",
                "name what it demands under gates." + gate.id() + " in bulwark.yaml");
    }
}
