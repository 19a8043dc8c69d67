package dev.bulwark.assessment.robustness;

import dev.bulwark.assessment.statistics.Interval;
import dev.bulwark.kernel.json.Json;
import java.util.List;

/**
 * How robustness is measured.
 *
 * @param budget what the verdict is about
 * @param curve further budgets to draw accuracy over, each a valid epsilon; at most 32
 * @param attacks ids, at least one, none twice; their worst case counts
 * @param steps of iterated attacks, in [1, 10000]
 * @param restarts of randomised attacks, in [1, 1000]
 * @param mostRows rows attacked at most, {@code >= 1}; more are sampled from the seed
 * @param seed equal seeds give equal adversarial rows
 */
public record RobustnessSettings(
        PerturbationBudget budget,
        List<Double> curve,
        List<String> attacks,
        int steps,
        int restarts,
        int mostRows,
        long seed) {
    private static final int MOST_CURVE = 32;
    private static final int MOST_STEPS = 10_000;
    private static final int MOST_RESTARTS = 1_000;
    private static final List<Double> CURVE_PARTS = List.of(0.25, 0.5, 1.5, 2.0);
    private static final int DEFAULT_STEPS = 40;
    private static final int DEFAULT_RESTARTS = 2;
    private static final int DEFAULT_ROWS = 1_000;

    public RobustnessSettings {
        curve = List.copyOf(curve);
        attacks = List.copyOf(attacks);
        if (curve.size() > MOST_CURVE) {
            throw new IllegalArgumentException(
                    "a curve has at most 32 budgets, but got " + curve.size());
        }
        for (double epsilon : curve) {
            PerturbationBudget valid = new PerturbationBudget(budget.norm(), epsilon);
            if (valid.epsilon() != epsilon) {
                throw new IllegalArgumentException("not a budget: " + epsilon);
            }
        }
        if (attacks.isEmpty() || attacks.stream().distinct().count() != attacks.size()) {
            throw new IllegalArgumentException(
                    "attacks are at least one and distinct, but were " + attacks);
        }
        requireWithin("steps", steps, MOST_STEPS);
        requireWithin("restarts", restarts, MOST_RESTARTS);
        requireWithin("most rows", mostRows, Integer.MAX_VALUE);
    }

    private static void requireWithin(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(
                    "%s must be in [1, %d], but were %d".formatted(name, most, value));
        }
    }

    /**
     * Every attack of this module, 40 steps, 2 restarts, at most 1000 rows, and a curve from a
     * quarter of the budget to twice it.
     */
    public static RobustnessSettings standard(double epsilon, long seed) {
        return new RobustnessSettings(
                PerturbationBudget.linf(epsilon),
                CURVE_PARTS.stream().map(part -> part * epsilon).toList(),
                List.of(
                        FastGradientSign.ID,
                        UniformNoise.ID,
                        ProjectedGradientDescent.ID,
                        MarginDescent.ID),
                DEFAULT_STEPS,
                DEFAULT_RESTARTS,
                DEFAULT_ROWS,
                seed);
    }

    /** The settings as evidence records them; the seed stands beside them. */
    Json.Obj toJson(PerturbationSpace space) {
        return Json.obj(
                "norm", budget.norm().id(),
                "epsilon", budget.epsilon(),
                "curve", curve,
                "attacks", attacks,
                "steps", steps,
                "restarts", restarts,
                "most_rows", mostRows,
                "confidence", Interval.CONFIDENCE,
                "space", space.toJson());
    }
}
