package dev.bulwark.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.Bytes;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.TensorValue;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Attention as the engine computes it in single precision, by a kernel of its own; in double it
 * takes the standard's definition instead.
 */
class AttentionKernelTest {
    private static final long SEED = Long.getLong("bulwark.seed", 20261103L);
    private static final long SINCE = 23;

    private final GradientRule rule = GradientRules.installed().rule("", "Attention").orElseThrow();

    @Test
    void agreesWithFiniteDifferencesOfTheKernel() {
        rule.examples().forEach(this::check);
    }

    @Test
    void givesNothingToAQueryThatSeesNoKey() {
        byte[] flags = {0, 0, 0, 1, 0, 1};
        TensorValue some = TensorValue.ofRaw(ElementType.BOOL, List.of(2L, 3L), Bytes.of(flags));
        check(attention(2).and(RuleExample.constant(some)));
        double never = Double.NEGATIVE_INFINITY;
        TensorValue added = TensorValue.of(new double[] {never, never, never, 0, never, 1}, 2, 3);
        check(attention(2).and(RuleExample.constant(added)));
    }

    @Test
    void refusesACache() {
        RuleExample.Operand past = RuleExample.random(1, 2, 1, 2);
        RuleExample example =
                attention(2).and(new RuleExample.Operand.Absent()).and(past).and(past);
        assertThatThrownBy(() -> model(example.withOutputs(3, 1)).derived())
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("past_key");
    }

    @Test
    void refusesALossOfTheScores() {
        assertThatThrownBy(() -> model(attention(2).withOutputs(4)).derived())
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("the loss depends on its output");
    }

    private static RuleExample attention(long queries) {
        return RuleExample.of(
                        new long[] {1, 2, queries, 2},
                        new long[] {1, 2, 3, 2},
                        new long[] {1, 2, 3, 2})
                .inOpset(SINCE);
    }

    private RuleModel model(RuleExample example) {
        return RuleModel.inSingle(rule, example, RuleModel.Knowledge.FIXED, SEED);
    }

    private void check(RuleExample example) {
        RuleModel model = model(example);
        List<double[]> derived = model.derived();
        List<double[]> measured = model.measured();
        for (int i = 0; i < measured.size(); i++) {
            assertThat(derived.get(i))
                    .as("operand %d of %s, -Dbulwark.seed=%d", i, example, SEED)
                    .containsExactly(measured.get(i), within(model.tolerance()));
        }
    }
}
