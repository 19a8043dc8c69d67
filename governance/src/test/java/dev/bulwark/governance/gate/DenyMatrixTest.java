package dev.bulwark.governance.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.governance.SampleEvidence;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.evidence.Envelope;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.evidence.Verification;
import dev.bulwark.kernel.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever happens to any one piece of required evidence, allow becomes deny. */
class DenyMatrixTest {
    private static final Instant NOW = SampleEvidence.NOW;
    private static final Duration MONTH = Duration.ofDays(30);
    private static final List<Digest> SUBJECTS =
            List.of(SampleEvidence.MODEL.digest(), SampleEvidence.DATA.digest());
    private static final List<String> CONDITIONS =
            List.of(
                    "data-integrity: verified && rows >= 500",
                    "performance: auc >= 0.77 && accuracy_lower >= 0.6",
                    "regularization: generalisation_gap <= 0.15",
                    "adversarial-training: robust_accuracy >= 0.6 && budget_violations == 0",
                    "bias-audit: min_disparate_impact >= 0.8",
                    "sbom: completeness >= 0.8",
                    "signing: post_quantum",
                    "input-validation: columns > 0");

    private static final List<Evidence> GOOD = SampleEvidence.all();

    private static GateDecision decide(List<Evidence> evidence, List<String> broken) {
        Map<Gate, List<Demand>> gates = new EnumMap<>(Gate.class);
        gates.put(
                Gate.RELEASE,
                CONDITIONS.stream()
                        .map(text ->
                                new Demand(
                                        kind(text),
                                        Optional.of(text.substring(kind(text).length() + 2)),
                                        Optional.of(MONTH)))
                        .toList());
        return switch (CompiledPolicy.compile(
                new GatePolicy("credit", gates), FactVocabulary.shipped())) {
            case CompiledPolicy.Compilation.Compiled(CompiledPolicy policy) ->
                    GateKeeper.decide(
                            new Transition(
                                    Gate.RELEASE,
                                    SUBJECTS,
                                    SampleEvidence.verified(SampleEvidence.KEYS, evidence, broken),
                                    NOW),
                            policy);
            case CompiledPolicy.Compilation.Rejected(var problems) ->
                    throw new AssertionError(problems);
        };
    }

    private static String kind(String condition) {
        return condition.substring(0, condition.indexOf(':'));
    }

    private static Evidence required(String kind) {
        return GOOD.stream()
                .filter(e ->
                        e.statement()
                                .predicateType()
                                .equals(PracticeEvidence.PREDICATE_PREFIX + kind + "/v1"))
                .findFirst()
                .orElseThrow();
    }

    private static Evidence again(
            Evidence evidence, List<Subject> subjects, UnaryOperator<Json.Obj> change) {
        Statement statement = evidence.statement();
        return SampleEvidence.signed(
                SampleEvidence.KEYS,
                new Statement(
                        subjects, statement.predicateType(), change.apply(statement.predicate())));
    }

    /** What can happen to a piece of evidence that still verifies. */
    private static Map<String, UnaryOperator<Evidence>> mishaps() {
        return Map.of(
                "failed", e -> changed(e, p -> p.with("outcome", Outcome.FAILED.id())),
                "not applicable",
                        e -> changed(e, p -> p.with("outcome", Outcome.NOT_APPLICABLE.id())),
                "without outcome", e -> changed(e, p -> p.with("outcome", "fine")),
                "stale",
                        e ->
                                changed(
                                        e,
                                        p ->
                                                p.with(
                                                        "at",
                                                        NOW.minus(Duration.ofDays(31)).toString())),
                "from the future", e -> changed(e, p -> p.with("at", NOW.plus(MONTH).toString())),
                "without time", e -> changed(e, p -> p.with("at", "yesterday")),
                "without facts", e -> changed(e, p -> p.with("result", Json.obj())),
                "of another model",
                        e ->
                                again(
                                        e,
                                        List.of(new Subject("x", Digest.of(new byte[] {9}))),
                                        UnaryOperator.identity()));
    }

    private static Evidence changed(Evidence evidence, UnaryOperator<Json.Obj> change) {
        return again(evidence, evidence.statement().subjects(), change);
    }

    static Stream<Arguments> matrix() {
        return CONDITIONS.stream()
                .map(DenyMatrixTest::kind)
                .flatMap(kind -> mishaps().keySet().stream().map(m -> Arguments.of(kind, m)));
    }

    @Test
    void allIsWellBeforeAnythingHappens() {
        assertThat(decide(GOOD, List.of())).isInstanceOf(GateDecision.Allow.class);
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void anyMishapToAnyEvidenceRefuses(String kind, String mishap) {
        List<Evidence> evidence = new ArrayList<>(GOOD);
        Evidence good = required(kind);
        evidence.remove(good);
        evidence.add(mishaps().getOrDefault(mishap, UnaryOperator.identity()).apply(good));

        assertThat(decide(evidence, List.of()))
                .isInstanceOfSatisfying(
                        GateDecision.Deny.class,
                        deny ->
                                assertThat(deny.reasons())
                                        .isNotEmpty()
                                        .allSatisfy(reason -> {
                                            assertThat(reason.what()).startsWith(kind);
                                            assertThat(reason.fix()).isNotBlank();
                                        }));
    }

    @Test
    void anyRemovedEvidenceRefuses() {
        for (String condition : CONDITIONS) {
            List<Evidence> evidence = new ArrayList<>(GOOD);
            evidence.remove(required(kind(condition)));

            assertThat(decide(evidence, List.of()))
                    .as(condition)
                    .isInstanceOf(GateDecision.Deny.class);
        }
    }

    @Test
    void anyCorruptedEvidenceIsNoEvidenceAndRefuses() {
        for (String condition : CONDITIONS) {
            Evidence good = required(kind(condition));
            byte[] payload = good.envelope().payload().toArray();
            payload[payload.length / 2] ^= 1;
            Envelope corrupted =
                    new Envelope(
                            good.envelope().payloadType(),
                            Bytes.of(payload),
                            good.envelope().signatures());

            assertThat(SampleEvidence.KEYS.trusted().verify(corrupted))
                    .isInstanceOf(Verification.Invalid.class);
            assertThat(decide(GOOD, List.of("evidence/x.json: damaged")))
                    .as("even with a good copy beside it")
                    .isInstanceOf(GateDecision.Deny.class);
        }
    }

    @Test
    void aSignedNumberBelowItsThresholdRefusesAndIsNamed() {
        List<Evidence> evidence = new ArrayList<>(GOOD);
        evidence.add(
                SampleEvidence.signed(
                        SampleEvidence.KEYS,
                        SampleEvidence.of(
                                "performance",
                                NOW,
                                Json.obj("auc", 0.7, "accuracy_lower", 0.6),
                                OptionalLong.empty())));

        assertThat(decide(evidence, List.of()))
                .isInstanceOfSatisfying(
                        GateDecision.Deny.class,
                        deny ->
                                assertThat(deny.reasons().getFirst().what())
                                        .contains("auc >= 0.77")
                                        .contains("auc = 0.7"));
    }
}
