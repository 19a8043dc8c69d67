package dev.bulwark.assessment.robustness;

import com.google.auto.service.AutoService;
import dev.bulwark.assessment.robustness.threat.PerturbationRegion;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Random points of the region, and random corners of it. Weak by design: a row that falls to noise
 * and not to gradients shows that the gradients mislead.
 *
 * @see <a href="https://arxiv.org/abs/1902.06705">Carlini et al. 2019, section 4: compare with
 *     gradient-free attacks</a>
 */
@AutoService(Attack.class)
public final class UniformNoise implements Attack {
    static final String ID = "noise";

    /** Draws of each kind a restart. */
    private static final int DRAWS = 5;

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String description() {
        return "Random points and corners of the budget: a baseline without gradients.";
    }

    @Override
    public Set<AttackNeed> needs() {
        return Set.of(AttackNeed.LABELS);
    }

    @Override
    public void run(AttackTask task) {
        PerturbationRegion region = task.region();
        for (int draw = 0; draw < 2 * DRAWS * task.restarts() && !task.allBroken(); draw++) {
            float[] points = region.clean();
            boolean corner = draw % 2 == 0;
            for (int at = 0; at < points.length; at++) {
                points[at] = value(task.random(), region.low(at), region.high(at), corner);
            }
            task.offer(region.stored(points));
        }
    }

    private static float value(RandomGenerator random, float low, float high, boolean corner) {
        double part = corner ? (random.nextBoolean() ? 1 : 0) : random.nextDouble();
        return (float) (low + part * ((double) high - low));
    }
}
