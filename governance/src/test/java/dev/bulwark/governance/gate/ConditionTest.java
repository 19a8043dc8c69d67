package dev.bulwark.governance.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.bulwark.governance.SampleEvidence;
import dev.bulwark.governance.cards.ModelCard;
import dev.bulwark.governance.cards.SystemDescription;
import dev.bulwark.kernel.json.Json;
import dev.cel.common.CelValidationException;
import dev.cel.runtime.CelEvaluationException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
    private static final Map<String, FactVocabulary.Fact> FACTS =
            FactVocabulary.shipped().of("adversarial-training").orElseThrow();
    private static final Map<String, Json> VALUES =
            Map.of(
                    "robust_accuracy", Json.of(0.61),
                    "n", Json.of(200),
                    "norm", Json.of("linf"),
                    "hardened", Json.of(false));
    private static final List<String> WORDS =
            List.of(
                    "robust_accuracy",
                    "n",
                    "norm",
                    "hardened",
                    "now",
                    ">=",
                    "==",
                    "&&",
                    "||",
                    "!",
                    "(",
                    ")",
                    "[",
                    "]",
                    "{",
                    "}",
                    "+",
                    "-",
                    "*",
                    "/",
                    "%",
                    "0",
                    "1",
                    "0.5",
                    "'x'",
                    "true",
                    "in",
                    "?",
                    ":",
                    ".",
                    ",",
                    "size",
                    "matches",
                    "has",
                    "all",
                    "timestamp",
                    "duration",
                    "int",
                    "b'x'",
                    "\\",
                    "\u0000",
                    "9223372036854775807",
                    "1e999");

    /** Met only if it is true; every other end is a refusal, and there is no other end. */
    private static boolean isMet(String text) {
        return isMet(text, VALUES);
    }

    private static boolean isMet(String text, Map<String, Json> values) {
        try {
            return switch (Condition.compile(text, FACTS).evaluate(values, SampleEvidence.NOW)) {
                case Condition.Result.Met _ -> true;
                case Condition.Result.NotMet _, Condition.Result.Undecided _ -> false;
            };
        } catch (CelValidationException | CelEvaluationException | IllegalArgumentException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 / 0 == 1",
                "n % 0 == 0",
                "9223372036854775807 + n > 0",
                "norm.matches('[')",
                "norm.matches('(a+)+$b')",
                "timestamp('never') < now",
                "duration('x') > duration('1s')",
                "int('x') == 1",
                "[1, 2][5] == 1",
                "{'a': 1}['b'] == 1",
                "epsilon < 1.0",
                "robust_accuracy >= 0.0 / 0.0",
                "dyn(norm) >= 1",
                "[1].map(x, x)[0] == 1",
                "[[1]].exists(x, x.exists(y, true))",
                "has(norm.x)"
            })
    void whatCannotBeEvaluatedIsNeverMet(String condition) {
        assertThat(isMet(condition)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "robust_accuracy >= 0.6",
                "n == 200 && norm == 'linf' && !hardened",
                "norm in ['linf', 'l2']",
                "now > timestamp('2020-01-01T00:00:00Z')"
            })
    void whatHoldsIsMet(String condition) {
        assertThat(isMet(condition)).isTrue();
    }

    @Test
    void textThatDoublesStaysBounded() {
        // Without variables to bind, a doubled text must be spelt out, and its length is bounded.
        String doubled = "size(" + "norm+".repeat(300) + "norm) > 0";

        assertThat(isMet(doubled + " && " + doubled)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void whatIsMeantToTakeForeverIsRefusedOrAnsweredAtOnce(String bomb) {
        Map<String, Json> long4k = Map.of("norm", Json.of("a".repeat(4_096)), "n", Json.of(200));
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> isMet(bomb, long4k));
    }

    static List<String> bombs() {
        return List.of(
                "norm.matches('(a*)*b')",
                "norm.matches('(a|a?)+$b')",
                "norm.matches('" + "a?".repeat(400) + "a')",
                "norm.matches('((a{100}){100}){100}')",
                "norm.matches('(((a{1000}){1000}){1000}){1000}')",
                "(" + "norm+".repeat(200) + "norm).matches('(a*)*b')",
                "size(" + "norm+".repeat(240) + "norm) > 0",
                "'" + "(".repeat(900) + "' == norm",
                "true" + " ? true : false".repeat(100),
                "!".repeat(1_500) + "true",
                "[" + "norm,".repeat(240) + "norm] == [norm]",
                "n".repeat(1_900) + " == 1",
                "-".repeat(1_900) + "1 == n",
                "1" + "0".repeat(1_900) + " == n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "norm.matches(norm)",
                "norm.matches('(a{101}){100}')",
                "norm.matches('a{9999999999}')",
                "(norm + norm) == 'linflinf'",
                "[norm] + [norm] == []"
            })
    void whatCouldCostMoreThanItsTextTellsIsRefusedWhenCompiled(String condition) {
        assertThatIllegalArgumentException().isThrownBy(() -> Condition.compile(condition, FACTS));
    }

    @Test
    void ordinaryPatternsAreTaken() {
        assertThat(isMet("norm.matches('^l(inf|[0-9]{1,2})$') && matches(norm, 'l.*')")).isTrue();
    }

    @Test
    void aTextTooLongToJudgeIsNoFact() {
        Map<String, Json> huge = Map.of("norm", Json.of("a".repeat(4_097)));

        assertThat(isMet("norm != 'x'", huge)).isFalse();
        assertThat(isMet("norm != 'x'", Map.of("norm", Json.of("a".repeat(4_096))))).isTrue();
    }

    @Test
    void theValuesStandInTheConditionWhereTheFactsWere()
            throws CelValidationException, CelEvaluationException {
        Condition condition =
                Condition.compile("n >= 100 && norm == 'n' || !hardened && n != 7", FACTS);

        assertThat(condition.substituted(VALUES))
                .isEqualTo("200 >= 100 && 'linf' == 'n' || !false && 200 != 7");
        assertThat(condition.substituted(Map.of()))
                .isEqualTo("n >= 100 && norm == 'n' || !hardened && n != 7");
    }

    @Test
    void noSequenceOfWordsEndsInAnythingButAnAnswer() {
        long seed = Long.getLong("seed", 20261101L);
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        int met = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int w = random.nextInt(1, 12); w > 0; w--) {
                text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
            }
            met += isMet(text.toString()) ? 1 : 0;
        }
        // A few are true by chance ("true"), so that the test is known to reach evaluation.
        assertThat(met).isBetween(1, 2_000);
    }

    @Test
    void theVocabularyNamesEveryFactOfTheDocumentationPracticeWithItsType() {
        Map<String, FactVocabulary.Fact> facts =
                FactVocabulary.shipped().of("documentation").orElseThrow();
        Json.Obj result =
                ModelCard.of(
                                new SystemDescription("s", "", "", "", List.of()),
                                SampleEvidence.MODEL,
                                Set.of(),
                                SampleEvidence.all())
                        .evidence(SampleEvidence.NOW)
                        .result();

        assertThat(facts.keySet()).isEqualTo(result.members().keySet());
        result.members()
                .forEach((name, value) ->
                        assertThat(facts.get(name))
                                .as(name)
                                .extracting(FactVocabulary.Fact::type)
                                .isEqualTo(
                                        value instanceof Json.Num
                                                ? FactVocabulary.Type.INT
                                                : FactVocabulary.Type.STRING));
    }
}
