package dev.bulwark.assessment.robustness;

import dev.bulwark.assessment.robustness.threat.PerturbationBudget;
import dev.bulwark.assessment.robustness.threat.PerturbationSpace;
import dev.bulwark.assessment.statistics.Interval;
import dev.bulwark.kernel.json.Json;
import java.util.List;

/**
 * How robustness is measured.
 *
 * @param budget what the verdict is about
 * @param curve further budgets to draw accuracy over, each a valid epsilon; at most 32
 * @param attacks ids, at least one, none twice; their worst case counts
 * @param effort how hard each attack tries
 * @param mostRows rows attacked at most, {@code >= 1}; more are sampled from the seed
 * @param seed equal seeds give equal adversarial rows
 */
public record RobustnessSettings(
        PerturbationBudget budget,
        List<Double> curve,
        List<String> attacks,
        AttackEffort effort,
        int mostRows,
        long seed) {
    private static final int MOST_CURVE = 32;
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
            PerturbationBudget valid = budget.withEpsilon(epsilon);
            if (valid.epsilon() != epsilon) {
                throw new IllegalArgumentException("not a budget: " + epsilon);
            }
        }
        if (attacks.isEmpty() || attacks.stream().distinct().count() != attacks.size()) {
            throw new IllegalArgumentException(
                    "attacks are at least one and distinct, but were " + attacks);
        }
        if (mostRows < 1) {
            throw new IllegalArgumentException("most rows must be >= 1, but were " + mostRows);
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
                AttackEffort.of(DEFAULT_STEPS, DEFAULT_RESTARTS),
                DEFAULT_ROWS,
                seed);
    }

    /** The settings as evidence records them; the seed stands beside them. */
    Json.Obj toJson(PerturbationSpace space) {
        Json.Obj json =
                Json.obj(
                        "norm",
                        budget.norm().id(),
                        "epsilon",
                        budget.epsilon(),
                        "switches",
                        budget.switches(),
                        "curve",
                        curve,
                        "attacks",
                        attacks,
                        "most_rows",
                        mostRows,
                        "confidence",
                        Interval.CONFIDENCE,
                        "space",
                        space.toJson());
        return effort.addTo(json);
    }
}
