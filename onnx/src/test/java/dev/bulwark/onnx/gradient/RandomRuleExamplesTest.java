package dev.bulwark.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bulwark.kernel.BulwarkException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule against finite differences at random shapes and settings. */
class RandomRuleExamplesTest {
    private static final long SEED = Long.getLong("bulwark.seed", 20261102L);

    /** Uses drawn for each rule. */
    private static final int DRAWS = 6;

    record Draw(GradientRule rule, RuleExample example, RuleModel.Knowledge knowledge, long seed) {
        @Override
        public String toString() {
            return rule.operator() + " seed " + seed + ", shapes " + knowledge;
        }
    }

    static List<Draw> draws() {
        List<Draw> draws = new ArrayList<>();
        for (GradientRule rule : GradientRules.installed().all()) {
            for (int i = 0; i < DRAWS; i++) {
                long seed = SEED + i;
                RuleExample example = rule.randomExample(new SplittableRandom(seed));
                RuleModel.Knowledge[] all = RuleModel.Knowledge.values();
                draws.add(new Draw(rule, example, all[i % all.length], seed));
            }
        }
        return draws;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("draws")
    void agreesWithFiniteDifferences(Draw draw) {
        RuleModel model = model(draw);
        List<double[]> derived = model.derived();
        List<double[]> measured = model.measured();
        for (int i = 0; i < measured.size(); i++) {
            double scale = 1;
            for (double value : measured.get(i)) {
                scale = Math.max(scale, Math.abs(value));
            }
            assertThat(derived.get(i))
                    .as("operand %d of %s %s", i, draw, draw.example())
                    .containsExactly(measured.get(i), within(model.tolerance() * scale));
        }
    }

    /** The draw; lengths that the engine refuses with these settings give way to the example's. */
    private static RuleModel model(Draw draw) {
        try {
            return RuleModel.of(draw.rule(), draw.example(), draw.knowledge(), draw.seed());
        } catch (BulwarkException e) {
            List<RuleExample> examples = draw.rule().examples();
            RuleExample fixed = examples.get(Math.floorMod(draw.seed(), examples.size()));
            return RuleModel.of(draw.rule(), fixed, draw.knowledge(), draw.seed());
        }
    }
}
