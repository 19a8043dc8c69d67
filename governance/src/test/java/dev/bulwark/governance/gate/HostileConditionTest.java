package dev.bulwark.governance.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.bulwark.governance.SampleEvidence;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.Problem;
import dev.bulwark.kernel.evidence.Evidence;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever writes a condition cannot keep a gate busy with it, nor open it. */
class HostileConditionTest {
    private static final String KIND = Practice.ADVERSARIAL_TRAINING.id();

    static List<String> costly() {
        return List.of(
                nested("[1, 2, 3].all(x%d, ", "true", ")", 8),
                nested("[1, 2, 3].exists(x%d, ", "true", ")", 8),
                "[1, 2].map(x, [x, x]).filter(y, true).size() > 0",
                "[" + "1,".repeat(600) + "1].size() > 0",
                "{" + "'a': 1,".repeat(280) + "'b': 1}.size() > 0",
                "'" + "a".repeat(2_000) + "' == norm",
                "norm.matches('((a{100}){100}){100}')",
                "norm.matches('(a{1,1000}){1,1000}')",
                "norm.matches('(a+)+$' + norm)",
                "norm.matches(norm)",
                "size(norm + norm + norm) > 0",
                "(".repeat(60) + "true" + ")".repeat(60),
                nested("[", "1", "]", 60) + " == []",
                "true" + " ? true : false".repeat(200));
    }

    @ParameterizedTest
    @MethodSource("costly")
    void whatCouldBeCostlyIsRefusedWhenThePolicyIsLoaded(String condition) {
        CompiledPolicy.Compilation compilation =
                assertTimeoutPreemptively(EvaluationLimit.LONGEST, () -> compile(condition));

        assertThat(compilation)
                .isInstanceOfSatisfying(
                        CompiledPolicy.Compilation.Rejected.class,
                        rejected ->
                                assertThat(rejected.problems())
                                        .extracting(Problem::code)
                                        .containsExactly("GATE_CONDITION_INVALID"));
    }

    static List<String> linear() {
        return List.of(
                "norm.matches('^(a+)+$')",
                "norm.matches('^(a|aa)+$')",
                "norm.matches('^([a-z]*)*$')",
                "norm.matches('" + "a?".repeat(300) + "b')",
                "norm.matches('" + ".*a".repeat(300) + "b')",
                "norm in [" + "'" + "a".repeat(100) + "'," + "'x',".repeat(200) + "'y']",
                "size(norm) / 0 == 1",
                "!".repeat(200) + "hardened",
                "[norm, norm, norm] == ['a', 'b', 'c']");
    }

    @ParameterizedTest
    @MethodSource("linear")
    void whatBacktrackingWouldNeverEndIsDecidedInTimeAndRefuses(String condition) {
        GateDecision decision =
                assertTimeoutPreemptively(EvaluationLimit.LONGEST, () -> decide(condition));

        assertThat(decision).isInstanceOf(GateDecision.Deny.class);
    }

    private static String nested(String open, String inner, String close, int depth) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            text.append(open.formatted(i));
        }
        return text.append(inner).append(close.repeat(depth)).toString();
    }

    private static CompiledPolicy.Compilation compile(String condition) {
        Demand demand = new Demand(KIND, Optional.of(condition), Optional.of(Duration.ofDays(1)));
        return CompiledPolicy.compile(
                new GatePolicy("credit", Map.of(Gate.RELEASE, List.of(demand))),
                FactVocabulary.shipped());
    }

    /** Over a fact as long as any may be, which no pattern here matches to its end. */
    private static GateDecision decide(String condition) {
        Evidence evidence =
                SampleEvidence.signed(
                        SampleEvidence.KEYS,
                        PracticeEvidence.of(
                                        Practice.ADVERSARIAL_TRAINING,
                                        Outcome.PASSED,
                                        SampleEvidence.NOW,
                                        Json.obj(),
                                        Json.obj("norm", "a".repeat(4_095) + "!"),
                                        OptionalLong.empty())
                                .about(List.of(SampleEvidence.MODEL)));
        return switch (compile(condition)) {
            case CompiledPolicy.Compilation.Compiled(CompiledPolicy policy) ->
                    GateKeeper.decide(
                            new Transition(
                                    Gate.RELEASE,
                                    List.of(SampleEvidence.MODEL.digest()),
                                    SampleEvidence.verified(
                                            SampleEvidence.KEYS, List.of(evidence), List.of()),
                                    SampleEvidence.NOW),
                            policy);
            case CompiledPolicy.Compilation.Rejected(var problems) ->
                    throw new AssertionError(problems);
        };
    }
}
