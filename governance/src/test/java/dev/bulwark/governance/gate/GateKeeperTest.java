package dev.bulwark.governance.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.governance.SampleEvidence;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.Problem;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.evidence.Verification;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.keys.SigningKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateKeeperTest {
    private static final SigningKeys KEYS = SigningKeys.generate();
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final Digest MODEL = Digest.of(new byte[] {1});
    private static final List<Digest> SUBJECTS = List.of(MODEL);

    private static final List<Demand> DEMANDS =
            List.of(
                    new Demand(
                            "adversarial-training",
                            Optional.of("robust_accuracy >= 0.6 && norm == 'linf'"),
                            Optional.of(Duration.ofDays(30))),
                    new Demand(
                            "bias-audit",
                            Optional.of("min_disparate_impact >= 0.8"),
                            Optional.empty()),
                    new Demand("signing", Optional.empty(), Optional.of(Duration.ofDays(30))));

    private static Evidence evidence(
            Practice practice, Outcome outcome, Instant at, Json.Obj result) {
        Statement statement =
                PracticeEvidence.of(practice, outcome, at, Json.obj(), result, OptionalLong.empty())
                        .about(List.of(new Subject("model", MODEL)));
        return switch (KEYS.trusted().verify(KEYS.sign(statement))) {
            case Verification.Valid(Evidence evidence) -> evidence;
            case Verification.Invalid invalid -> throw new AssertionError(invalid);
        };
    }

    private static Evidence robustness(double accuracy, Instant at) {
        return evidence(
                Practice.ADVERSARIAL_TRAINING,
                Outcome.PASSED,
                at,
                Json.obj("robust_accuracy", accuracy, "norm", "linf"));
    }

    private static List<Evidence> enough() {
        return List.of(
                robustness(0.61, NOW.minusSeconds(60)),
                evidence(
                        Practice.BIAS_AUDIT,
                        Outcome.PASSED,
                        NOW.minusSeconds(60),
                        Json.obj("min_disparate_impact", 1)),
                evidence(Practice.SIGNING, Outcome.PASSED, NOW.minusSeconds(60), Json.obj()));
    }

    private static GatePolicy policy(List<Demand> demands) {
        return new GatePolicy("credit", new EnumMap<>(Map.of(Gate.RELEASE, demands)));
    }

    private static CompiledPolicy compiled(List<Demand> demands) {
        return switch (CompiledPolicy.compile(policy(demands), FactVocabulary.shipped())) {
            case CompiledPolicy.Compilation.Compiled(CompiledPolicy compiled) -> compiled;
            case CompiledPolicy.Compilation.Rejected(var problems) ->
                    throw new AssertionError(problems);
        };
    }

    private static List<Problem> problems(String condition) {
        List<Demand> demands =
                List.of(
                        new Demand(
                                "adversarial-training", Optional.of(condition), Optional.empty()));
        return switch (CompiledPolicy.compile(policy(demands), FactVocabulary.shipped())) {
            case CompiledPolicy.Compilation.Compiled _ -> List.of();
            case CompiledPolicy.Compilation.Rejected(var problems) -> problems;
        };
    }

    private static GateDecision decide(List<Evidence> evidence) {
        return GateKeeper.decide(
                new Transition(
                        Gate.RELEASE,
                        SUBJECTS,
                        SampleEvidence.verified(KEYS, evidence, List.of()),
                        NOW),
                compiled(DEMANDS));
    }

    private static List<GateDecision.Reason> reasons(GateDecision decision) {
        return decision.reasons();
    }

    private static List<Evidence> with(List<Evidence> evidence, int index, Evidence other) {
        List<Evidence> copy = new ArrayList<>(evidence);
        copy.set(index, other);
        return copy;
    }

    @Test
    void allowsWhenEveryDemandIsMet() {
        assertThat(decide(enough())).isInstanceOf(GateDecision.Allow.class);
    }

    @Test
    void refusesWhenAnySingleEvidenceIsMissingAndSaysHowToMakeIt() {
        for (int i = 0; i < DEMANDS.size(); i++) {
            List<Evidence> fewer = new ArrayList<>(enough());
            fewer.remove(i);
            List<GateDecision.Reason> reasons = reasons(decide(fewer));
            assertThat(reasons).hasSize(1);
            assertThat(reasons.getFirst().what())
                    .startsWith(DEMANDS.get(i).evidence())
                    .contains("no evidence");
            assertThat(reasons.getFirst().fix()).contains("bulwark ");
        }
    }

    @Test
    void refusesWhenAnySingleEvidenceFailedOrDoesNotApply() {
        for (Outcome outcome : List.of(Outcome.FAILED, Outcome.NOT_APPLICABLE)) {
            for (int i = 0; i < DEMANDS.size(); i++) {
                Practice practice = enough().get(i).practice().orElseThrow();
                Evidence bad = evidence(practice, outcome, NOW, Json.obj("robust_accuracy", 1));
                assertThat(reasons(decide(with(enough(), i, bad)))).hasSize(1);
            }
        }
    }

    @Test
    void namesTheNumberAndTheThreshold() {
        List<GateDecision.Reason> reasons =
                reasons(decide(with(enough(), 0, robustness(0.41, NOW))));
        assertThat(reasons.getFirst().what())
                .contains("robust_accuracy >= 0.6")
                .contains("robust_accuracy = 0.41");
    }

    @Test
    void refusesStaleAndFutureEvidence() {
        Instant old = NOW.minus(Duration.ofDays(31));
        assertThat(reasons(decide(with(enough(), 0, robustness(0.9, old)))).getFirst().what())
                .contains("744 h old");
        Instant future = NOW.plus(Duration.ofHours(1));
        assertThat(reasons(decide(with(enough(), 0, robustness(0.9, future)))).getFirst().what())
                .contains("future");
    }

    @Test
    void aNewerBadResultIsNotShadowedByAnOlderGoodOne() {
        List<Evidence> both = new ArrayList<>(enough());
        both.add(robustness(0.2, NOW.minusSeconds(30)));
        assertThat(decide(both)).isInstanceOf(GateDecision.Deny.class);
    }

    @Test
    void aFailureOfTheSameSecondDecides() {
        List<Evidence> both = new ArrayList<>(enough());
        both.add(evidence(Practice.SIGNING, Outcome.FAILED, NOW.minusSeconds(60), Json.obj()));
        assertThat(decide(both)).isInstanceOf(GateDecision.Deny.class);
    }

    @Test
    void aNewerGoodResultUnderOtherSettingsDoesNotShadowABadOne() {
        Evidence weaker =
                signed(
                        new PracticeEvidence(
                                "adversarial-training",
                                Outcome.PASSED,
                                NOW.minusSeconds(10),
                                Json.obj("epsilon", 0.001),
                                Json.obj("robust_accuracy", 0.9, "norm", "linf"),
                                OptionalLong.empty()));
        List<Evidence> both = new ArrayList<>(enough());
        both.set(0, robustness(0.2, NOW.minusSeconds(60)));
        both.add(weaker);

        assertThat(reasons(decide(both)).getFirst().what()).contains("robust_accuracy = 0.2");
    }

    @Test
    void anotherSeedDoesNotShadowABadResult() {
        List<Evidence> both = new ArrayList<>(enough());
        both.set(0, seeded(1, 0.2));
        both.add(seeded(2, 0.9));

        assertThat(decide(both)).isInstanceOf(GateDecision.Deny.class);
        both.add(seeded(1, 0.9));
        assertThat(decide(both)).isInstanceOf(GateDecision.Allow.class);
    }

    private static Evidence seeded(long seed, double accuracy) {
        return signed(
                new PracticeEvidence(
                        "adversarial-training",
                        Outcome.PASSED,
                        NOW.minusSeconds(20),
                        Json.obj(),
                        Json.obj("robust_accuracy", accuracy, "norm", "linf"),
                        OptionalLong.of(seed)));
    }

    private static Evidence signed(PracticeEvidence practice) {
        return SampleEvidence.signed(KEYS, practice.about(List.of(new Subject("model", MODEL))));
    }

    @Test
    void anOldResultThatIsLoggedLateDoesNotTakeANewerOnesPlace() {
        List<Evidence> both = new ArrayList<>(enough());
        both.set(0, robustness(0.2, NOW.minusSeconds(60)));
        both.add(robustness(0.9, NOW.minusSeconds(600)));

        assertThat(decide(both)).isInstanceOf(GateDecision.Deny.class);
    }

    @Test
    void aDecisionThatTakesTooLongOrFailsRefuses() {
        GateDecision.Deny refusal =
                new GateDecision.Deny(
                        Gate.RELEASE,
                        NOW,
                        MODEL,
                        List.of(),
                        List.of(new GateDecision.Reason("x", "y")));
        List<String> told = new ArrayList<>();
        Function<GateDecision.Reason, GateDecision> refuse =
                reason -> {
                    told.add(reason.what());
                    return refusal;
                };
        Iterator<Long> clock = List.of(0L, 1_000_000_000L, 1_000_000_001L).iterator();
        GateDecision late =
                new EvaluationLimit(Duration.ofSeconds(1), clock::next)
                        .within(
                                limit -> {
                                    limit.check();
                                    limit.check();
                                    throw new AssertionError("went on");
                                },
                                refuse);
        GateDecision failed =
                new EvaluationLimit(Duration.ofSeconds(1), () -> 0)
                        .within(
                                _ -> {
                                    throw new IllegalStateException("out of order");
                                },
                                refuse);

        assertThat(List.of(late, failed)).containsOnly(refusal);
        assertThat(told.getFirst()).contains("took longer");
        assertThat(told.getLast()).contains("out of order");
    }

    @Test
    void evidenceAboutAnotherModelDoesNotCount() {
        GateDecision decision =
                GateKeeper.decide(
                        new Transition(
                                Gate.RELEASE,
                                List.of(Digest.of(new byte[] {2})),
                                SampleEvidence.verified(KEYS, enough(), List.of()),
                                NOW),
                        compiled(DEMANDS));
        assertThat(reasons(decision)).hasSize(3);
    }

    @Test
    void brokenEvidenceRefuses() {
        GateDecision decision =
                GateKeeper.decide(
                        new Transition(
                                Gate.RELEASE,
                                SUBJECTS,
                                SampleEvidence.verified(
                                        KEYS, enough(), List.of("evidence/ab.json: bad signature")),
                                NOW),
                        compiled(DEMANDS));
        assertThat(reasons(decision).getFirst().what()).contains("evidence/ab.json");
    }

    @Test
    void aGateWithoutDemandsLetsNothingThrough() {
        for (Gate gate : Gate.values()) {
            GateDecision decision =
                    GateKeeper.decide(
                            new Transition(
                                    gate,
                                    SUBJECTS,
                                    SampleEvidence.verified(KEYS, enough(), List.of()),
                                    NOW),
                            compiled(List.of()));
            assertThat(decision).isInstanceOf(GateDecision.Deny.class);
        }
    }

    @Test
    void aFactThatIsAbsentOrOfAnotherTypeRefuses() {
        for (Json.Obj facts :
                List.of(
                        Json.obj("norm", "linf"),
                        Json.obj("norm", "linf", "robust_accuracy", "0.9"),
                        Json.obj("norm", 1, "robust_accuracy", 0.9))) {
            Evidence odd = evidence(Practice.ADVERSARIAL_TRAINING, Outcome.PASSED, NOW, facts);
            assertThat(reasons(decide(with(enough(), 0, odd))).getFirst().what())
                    .contains("cannot be decided");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "robust_acuracy >= 0.6",
                "robust_accuracy",
                "robust_accuracy >= 'x'",
                "n >=",
                "[1,2,3].all(x, x > 0)",
                "true; true",
                "robust_accuracy.foo()",
                "system('id') == 1",
                ""
            })
    void conditionsThatAreNoConditionAreRefusedWhenCompiled(String condition) {
        assertThat(problems(condition))
                .singleElement()
                .satisfies(p -> assertThat(p.fix()).contains("robust_accuracy"));
    }

    @Test
    void anExpressionTooLongOrTooDeepIsRefusedWhenCompiled() {
        assertThat(problems("true" + " && true".repeat(400))).hasSize(1);
        assertThat(problems("(".repeat(100) + "true" + ")".repeat(100))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"robust_accuracy >= 1", "n >= 100", "n >= 99.5", "epsilon < 1 || n > 2"})
    void numbersCompareWhateverTheirType(String condition) {
        assertThat(problems(condition)).isEmpty();
    }

    @Test
    void theSummaryListsWhatWasReadAndTheVerdict() {
        Statement allowed =
                VerificationSummary.of(
                        decide(enough()), List.of(new Subject("model", MODEL)), "credit");
        assertThat(allowed.predicate().string("verificationResult")).isEqualTo("PASSED");
        assertThat(allowed.predicate().array("inputAttestations")).hasSize(3);
        Statement refused =
                VerificationSummary.of(
                        decide(List.of()), List.of(new Subject("model", MODEL)), "credit");
        assertThat(refused.predicate().string("verificationResult")).isEqualTo("FAILED");
        assertThat(refused.predicate().strings("verifiedLevels")).containsExactly("FAILED");
        assertThat(refused.predicate().strings("bulwark_reasons")).hasSize(3);
        assertThat(allowed.predicate().strings("verifiedLevels"))
                .containsExactly("BULWARK_GATE_RELEASE");
    }

    @Test
    void theExplanationNamesEveryDemand() {
        String text = GateExplanation.render(decide(List.of()));
        assertThat(text).contains("refused").contains("bias-audit").contains("fix: make it with");
    }
}
