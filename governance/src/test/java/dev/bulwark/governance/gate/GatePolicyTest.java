package dev.bulwark.governance.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bulwark.governance.SampleEvidence;
import dev.bulwark.kernel.Artifact;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Problem;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.json.Json;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GatePolicyTest {
    private static final Demand PLAIN = new Demand("sbom", Optional.empty(), Optional.empty());
    private static final Demand WHOLE =
            new Demand(
                    "sbom",
                    Optional.of("completeness >= 0.8"),
                    Optional.of(Duration.ofDays(30)),
                    Set.of("builder", "ann"),
                    Optional.of(Artifact.Kind.MODEL));
    private static final ExceptionRules STRICT =
            new ExceptionRules(
                    Map.of(
                            GateException.Kind.WAIVER,
                            Duration.ZERO,
                            GateException.Kind.BREAK_GLASS,
                            Duration.ofHours(2)),
                    Map.of(
                            GateException.Kind.BREAK_GLASS,
                            Set.of(ExceptionRules.Beside.MALICIOUS)));

    private static GatePolicy of(Demand... demands) {
        return new GatePolicy("credit", Map.of(Gate.RELEASE, List.of(demands)));
    }

    static List<GatePolicy> policies() {
        Map<Gate, List<Demand>> gates = Map.of(Gate.RELEASE, List.of(WHOLE), Gate.SERVE, List.of());
        return List.of(
                of(PLAIN),
                of(WHOLE),
                new GatePolicy(
                        "credit",
                        gates,
                        Optional.of(new ChangeRules(2, Set.of("risk"), Duration.ofDays(2))),
                        Optional.of(Duration.ofDays(9)),
                        STRICT),
                new GatePolicy(
                        "credit",
                        gates,
                        Optional.empty(),
                        Optional.of(Duration.ofDays(9)),
                        ExceptionRules.USUAL),
                new GatePolicy("credit", gates, Optional.empty(), Optional.empty(), STRICT));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void aSignedPolicyReadsBack(GatePolicy policy) {
        assertThat(GatePolicy.from(SampleEvidence.signed(SampleEvidence.KEYS, policy.statement())))
                .isEqualTo(policy);
    }

    @Test
    void onlyWhatVersionOneCannotSayMakesItVersionTwo() {
        assertThat(policies())
                .extracting(policy -> policy.toJson().integer("version"))
                .containsExactly(1L, 2L, 2L, 2L, 2L);
        Demand byRole =
                new Demand(
                        "sbom", Optional.empty(), Optional.empty(), Set.of("a"), Optional.empty());
        Demand byKind =
                new Demand(
                        "sbom",
                        Optional.empty(),
                        Optional.empty(),
                        Set.of(),
                        Optional.of(Artifact.Kind.DATASET));
        assertThat(List.of(of(byRole), of(byKind)))
                .extracting(policy -> policy.toJson().integer("version"))
                .containsOnly(2L);
    }

    @Test
    void whatIsNotSaidIsNotWritten() {
        assertThat(of(PLAIN).toJson().members().keySet())
                .containsExactlyInAnyOrder("version", "system", "gates");
        assertThat(PLAIN.toJson().members().keySet()).containsExactly("evidence");
        assertThat(WHOLE.toJson().members().keySet())
                .containsExactlyInAnyOrder("evidence", "that", "fresh", "by", "about");
    }

    @Test
    void aStatementAboutAnotherPolicyIsRefused() {
        Statement statement =
                new Statement(
                        List.of(new Subject("credit gates", of(WHOLE).digest())),
                        GatePolicy.PREDICATE_TYPE,
                        of(PLAIN).toJson());

        assertThatExceptionOfType(BulwarkException.class)
                .isThrownBy(() ->
                        GatePolicy.from(SampleEvidence.signed(SampleEvidence.KEYS, statement)))
                .satisfies(e -> assertThat(e.code()).isEqualTo("POLICY_INVALID"));
    }

    static List<Json.Obj> unreadable() {
        Json.Obj good = policies().get(2).toJson();
        Json.Obj release = good.objects("gates").getFirst();
        Json.Obj demand = release.objects("demands").getFirst();
        return List.of(
                good.with("version", 0),
                good.with("version", 3),
                good.with("more", 1),
                good.with("fresh", "PT0S"),
                good.with("gates", Json.arr(List.of(release, release))),
                good.with("gates", Json.arr(List.of(release.with("gate", "exit")))),
                with(good, release, demand.with("more", 1)),
                with(good, release, demand.with("evidence", "")),
                with(good, release, demand.with("fresh", "PT-1S")),
                with(good, release, demand.with("about", "code")),
                with(good, release, demand.with("by", Json.arr(List.of(" ")))),
                good.with("changes", good.object("changes").with("quorum", 0)),
                good.with("changes", good.object("changes").with("quorum", 17)),
                good.with("changes", good.object("changes").with("valid", "PT0S")),
                good.with("changes", good.object("changes").with("approvers", Json.arr(List.of()))),
                covering(good, "everything"));
    }

    private static Json.Obj with(Json.Obj policy, Json.Obj gate, Json.Obj demand) {
        return policy.with(
                "gates", Json.arr(List.of(gate.with("demands", Json.arr(List.of(demand))))));
    }

    private static Json.Obj covering(Json.Obj policy, String what) {
        Json.Obj exceptions = policy.object("exceptions");
        return policy.with(
                "exceptions",
                exceptions.with(
                        "waiver",
                        exceptions.object("waiver").with("covers", Json.arr(List.of(what)))));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void aPolicyThatIsNotUnderstoodInFullIsNone(Json.Obj json) {
        Statement statement =
                new Statement(
                        List.of(new Subject("credit gates", json.digest())),
                        GatePolicy.PREDICATE_TYPE,
                        json);

        assertThatExceptionOfType(BulwarkException.class)
                .isThrownBy(() ->
                        GatePolicy.from(SampleEvidence.signed(SampleEvidence.KEYS, statement)));
    }

    @Test
    void theLargestNumbersThatAreAllowedAre() {
        Set<String> roles =
                IntStream.range(0, 64).mapToObj(i -> "r" + i).collect(Collectors.toSet());
        Demand crowded =
                new Demand("sbom", Optional.empty(), Optional.empty(), roles, Optional.empty());

        assertThat(crowded.by()).hasSize(64);
        assertThat(new ChangeRules(16, roles, Duration.ofDays(1)).approvers()).hasSize(64);
        assertThat(new ChangeRules(1, Set.of("r"), Duration.ofNanos(1)).quorum()).isEqualTo(1);
        assertThat(
                        ChangeRules.fromJson(
                                        new ChangeRules(16, roles, Duration.ofDays(1)).toJson())
                                .quorum())
                .isEqualTo(16);
        assertThat(of(Collections.nCopies(1_000, PLAIN).toArray(Demand[]::new)).gates()).hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(Collections.nCopies(1_001, PLAIN).toArray(Demand[]::new)));
    }

    @Test
    void aGateThatIsNotNamedIsNotGuarded() {
        assertThat(of(PLAIN).guards(Gate.RELEASE)).isTrue();
        assertThat(of(PLAIN).guards(Gate.SERVE)).isFalse();
    }

    @Test
    void theUsualAgeIsFilledInWhereADemandDoesNotSay() {
        GatePolicy policy =
                new GatePolicy(
                        "credit",
                        Map.of(Gate.RELEASE, List.of(PLAIN, WHOLE)),
                        Optional.empty(),
                        Optional.of(Duration.ofDays(9)),
                        ExceptionRules.USUAL);

        assertThat(compile(policy))
                .isInstanceOfSatisfying(
                        CompiledPolicy.Compilation.Compiled.class,
                        compiled -> {
                            assertThat(compiled.policy().demanded(Gate.RELEASE))
                                    .extracting(demand -> demand.fresh().orElseThrow())
                                    .containsExactly(Duration.ofDays(9), Duration.ofDays(30));
                            assertThat(compiled.policy().demanded(Gate.SERVE)).isEmpty();
                        });
    }

    @Test
    void demandingWhatNothingMakesIsRefusedWhenCompiled() {
        String unknown = "x".repeat(81);

        assertThat(problems(new Demand(unknown, Optional.empty(), Optional.empty())))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("GATE_EVIDENCE_UNKNOWN");
                    assertThat(problem.what()).contains("x".repeat(80) + "…");
                });
        assertThat(problems(new Demand("x".repeat(80), Optional.empty(), Optional.empty())))
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.what())
                                .contains("'" + "x".repeat(80) + "'")
                                .doesNotContain("…"));
    }

    @Test
    void everyKindThatHasFactsAndEveryPracticeCanBeDemanded() {
        FactVocabulary.shipped()
                .kinds()
                .keySet()
                .forEach(kind ->
                        assertThat(problems(new Demand(kind, Optional.empty(), Optional.empty())))
                                .as(kind)
                                .isEmpty());
        assertThat(FactVocabulary.shipped().kinds()).isNotEmpty();
        assertThat(problems(new Demand("secure-code", Optional.empty(), Optional.empty())))
                .isEmpty();
    }

    @Test
    void aDemandReadsLikeItsLineInTheConfiguration() {
        assertThat(WHOLE)
                .hasToString(
                        "sbom: completeness >= 0.8 (not older than 720 h) (by ann or builder)"
                                + " (about the model)");
        assertThat(PLAIN).hasToString("sbom");
    }

    private static List<Problem> problems(Demand demand) {
        return switch (compile(of(demand))) {
            case CompiledPolicy.Compilation.Compiled _ -> List.of();
            case CompiledPolicy.Compilation.Rejected(var problems) -> problems;
        };
    }

    private static CompiledPolicy.Compilation compile(GatePolicy policy) {
        return CompiledPolicy.compile(policy, FactVocabulary.shipped());
    }
}
