package dev.bulwark.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule that the class path has, against finite differences, without being listed here. */
class GradientRuleContractTest {
    private static final long SEED = Long.getLong("bulwark.seed", 20261101L);

    /** One example of one rule, with what is known of the shapes beforehand. */
    record Case(GradientRule rule, int index, RuleExample example, RuleModel.Knowledge knowledge) {
        @Override
        public String toString() {
            return rule.operator() + " example " + index + ", shapes " + knowledge;
        }
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (GradientRule rule : GradientRules.installed().all()) {
            List<RuleExample> examples = rule.examples();
            for (int i = 0; i < examples.size(); i++) {
                for (RuleModel.Knowledge knowledge : RuleModel.Knowledge.about(rule)) {
                    cases.add(new Case(rule, i, examples.get(i), knowledge));
                }
            }
        }
        return cases;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void agreesWithFiniteDifferences(Case each) {
        RuleModel model = RuleModel.of(each.rule(), each.example(), each.knowledge(), SEED);
        List<double[]> derived = model.derived();
        List<double[]> measured = model.measured();
        assertThat(derived).as("%s, -Dbulwark.seed=%d", each, SEED).hasSameSizeAs(measured);
        for (int i = 0; i < measured.size(); i++) {
            assertThat(derived.get(i))
                    .as("operand %d of %s, -Dbulwark.seed=%d", i, each, SEED)
                    .containsExactly(
                            measured.get(i), within(model.tolerance() * scale(measured.get(i))));
        }
    }

    /** Rules may go other ways in single precision, the one that networks are in. */
    @ParameterizedTest
    @ValueSource(strings = {"LayerNormalization", "InstanceNormalization", "GroupNormalization"})
    void agreesInSinglePrecisionWithDouble(String operator) {
        GradientRule rule = GradientRules.installed().rule("", operator).orElseThrow();
        for (RuleExample example : rule.examples()) {
            RuleModel.Knowledge fixed = RuleModel.Knowledge.FIXED;
            List<double[]> wide = RuleModel.of(rule, example, fixed, SEED).derived();
            List<double[]> narrow = RuleModel.inSingle(rule, example, fixed, SEED).derived();
            for (int i = 0; i < wide.size(); i++) {
                assertThat(narrow.get(i))
                        .as("operand %d of %s, -Dbulwark.seed=%d", i, example, SEED)
                        .containsExactly(wide.get(i), within(1e-4 * scale(wide.get(i))));
            }
        }
    }

    private static double scale(double[] values) {
        double scale = 1;
        for (double value : values) {
            scale = Math.max(scale, Math.abs(value));
        }
        return scale;
    }

    /** A rule with a wrong sign must not pass, or the test above proves nothing. */
    @Test
    void findsAWrongRule() {
        GradientRule wrong = new WrongTanh();
        List<GradientRule> rules = new ArrayList<>(GradientRules.installed().all());
        rules.removeIf(rule -> rule.operator().equals("Tanh"));
        rules.add(wrong);
        RuleModel model =
                RuleModel.of(wrong, wrong.examples().getFirst(), RuleModel.Knowledge.FIXED, SEED);
        double[] derived = model.derived(GradientRules.of(rules)).getFirst();
        double[] measured = model.measured().getFirst();
        assertThat(derived[0]).isNotCloseTo(measured[0], within(model.tolerance()));
    }

    private static final class WrongTanh implements GradientRule {
        @Override
        public String operator() {
            return "Tanh";
        }

        @Override
        public void differentiate(Backward b) {
            String square = b.emit("Mul", b.output(), b.output());
            b.add(0, b.emit("Mul", b.upstream(), b.emit("Add", b.scalar(1, b.output()), square)));
        }

        @Override
        public List<RuleExample> examples() {
            return List.of(RuleExample.within(0.5, 1, new long[] {2}));
        }
    }

    @Test
    void everyRuleHasAnExampleWithSomethingToDifferentiateBy() {
        for (GradientRule rule : GradientRules.installed().all()) {
            assertThat(rule.examples()).as(rule.operator()).isNotEmpty();
            for (RuleExample example : rule.examples()) {
                assertThat(example.operands())
                        .as(rule.operator())
                        .anyMatch(operand ->
                                operand instanceof RuleExample.Operand.Random
                                        || operand instanceof RuleExample.Operand.Values);
            }
        }
    }

    @Test
    void findsTheRulesThatAnMlpNeeds() {
        assertThat(GradientRules.installed().all())
                .extracting(GradientRule::operator)
                .contains("Gemm", "Relu", "LogSoftmax", "Mul", "ReduceSum", "Concat", "Div", "Sub");
    }
}
