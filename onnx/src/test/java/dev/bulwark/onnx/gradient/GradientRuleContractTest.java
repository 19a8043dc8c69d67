package dev.bulwark.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
                for (RuleModel.Knowledge knowledge : RuleModel.Knowledge.values()) {
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
        for (int i = 0; i < measured.size(); i++) {
            double scale = 1;
            for (double value : measured.get(i)) {
                scale = Math.max(scale, Math.abs(value));
            }
            assertThat(derived.get(i))
                    .as("gradient of operand %d of %s, -Dbulwark.seed=%d", i, each, SEED)
                    .hasSameSizeAs(measured.get(i));
            for (int k = 0; k < measured.get(i).length; k++) {
                assertThat(derived.get(i)[k])
                        .as("element %d of operand %d of %s, -Dbulwark.seed=%d", k, i, each, SEED)
                        .isCloseTo(measured.get(i)[k], within(model.tolerance() * scale));
            }
        }
    }

    @Test
    void everyRuleHasAnExampleWithSomethingToDifferentiateBy() {
        for (GradientRule rule : GradientRules.installed().all()) {
            assertThat(rule.examples()).as(rule.operator()).isNotEmpty();
            for (RuleExample example : rule.examples()) {
                assertThat(example.operands())
                        .as(rule.operator())
                        .hasAtLeastOneElementOfType(RuleExample.Operand.Random.class);
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
