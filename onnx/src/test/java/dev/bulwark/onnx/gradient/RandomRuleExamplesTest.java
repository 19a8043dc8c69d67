package dev.bulwark.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.BulwarkException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule against finite differences at random shapes and settings. */
class RandomRuleExamplesTest {
    private static final long SEED = Long.getLong("bulwark.seed", 20261102L);

    /** Values drawn for each use, at one of which differences and derivative agree. */
    private static final int ATTEMPTS = 8;

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
                List<RuleModel.Knowledge> all = RuleModel.Knowledge.about(rule);
                draws.add(new Draw(rule, example, all.get(i % all.size()), seed));
            }
        }
        return draws;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("draws")
    void agreesWithFiniteDifferences(Draw draw) {
        // Beside a kink differences mean nothing; a wrong rule is wrong at other values too.
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            RuleModel model = model(draw, draw.seed() + (long) attempt * DRAWS);
            List<double[]> derived = model.derived();
            List<double[]> measured = model.measured();
            boolean agrees = true;
            for (int i = 0; i < measured.size(); i++) {
                agrees &= worst(derived.get(i), measured.get(i)) <= model.tolerance();
            }
            if (agrees) {
                return;
            }
        }
        RuleModel model = model(draw, draw.seed());
        List<double[]> derived = model.derived();
        List<double[]> measured = model.measured();
        for (int i = 0; i < measured.size(); i++) {
            assertThat(worst(derived.get(i), measured.get(i)))
                    .as(
                            "operand %d of %s %s: derived %s, measured %s",
                            i,
                            draw,
                            draw.example(),
                            Arrays.toString(derived.get(i)),
                            Arrays.toString(measured.get(i)))
                    .isLessThanOrEqualTo(model.tolerance());
        }
    }

    /** The largest difference, relative to the largest slope where that exceeds 1. */
    private static double worst(double[] derived, double[] measured) {
        assertThat(derived).hasSameSizeAs(measured);
        double scale = 1;
        double worst = 0;
        for (int i = 0; i < measured.length; i++) {
            scale = Math.max(scale, Math.abs(measured[i]));
            // Not a number counts as wrong.
            double difference = Math.abs(derived[i] - measured[i]);
            worst = difference <= worst ? worst : difference;
        }
        return Double.isNaN(worst) ? Double.POSITIVE_INFINITY : worst / scale;
    }

    /** The draw; lengths that the engine refuses with these settings give way to the example's. */
    private static RuleModel model(Draw draw, long seed) {
        try {
            return RuleModel.of(draw.rule(), draw.example(), draw.knowledge(), seed);
        } catch (BulwarkException e) {
            List<RuleExample> examples = draw.rule().examples();
            RuleExample fixed = examples.get(Math.floorMod(draw.seed(), examples.size()));
            return RuleModel.of(draw.rule(), fixed, draw.knowledge(), seed);
        }
    }
}
