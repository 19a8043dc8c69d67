package dev.bulwark.assessment.robustness;

import com.google.auto.service.AutoService;
import dev.bulwark.assessment.robustness.threat.Norm;
import dev.bulwark.assessment.robustness.threat.PerturbationRegion;
import java.util.Set;

/**
 * One step of the whole budget up the slope; in the maximum norm along its sign.
 *
 * @see <a href="https://arxiv.org/abs/1412.6572">Goodfellow et al. 2015, section 4</a>
 */
@AutoService(Attack.class)
public final class FastGradientSign implements Attack {
    static final String ID = "fgsm";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String description() {
        return "Fast gradient sign method (Goodfellow et al. 2015): one step, cross-entropy.";
    }

    @Override
    public Set<AttackNeed> needs() {
        return Set.of(AttackNeed.LABELS, AttackNeed.SCORES, AttackNeed.GRADIENTS);
    }

    @Override
    public void run(AttackTask task) {
        task.offer(points(task));
    }

    static float[] points(AttackTask task) {
        PerturbationRegion region = task.region();
        float[] points = region.clean();
        Slope slope = task.slope(AttackLoss.CROSS_ENTROPY, points);
        if (region.budget().norm() == Norm.LINF) {
            toTheBounds(region, slope, points);
        } else {
            region.climb(points, slope.gradient(), region.budget().epsilon());
        }
        return region.stored(points);
    }

    /** In the maximum norm a whole step ends at the bound itself. */
    private static void toTheBounds(PerturbationRegion region, Slope slope, float[] points) {
        for (int at = 0; at < points.length; at++) {
            float gradient = slope.gradient(at);
            points[at] =
                    gradient > 0 ? region.high(at) : gradient < 0 ? region.low(at) : points[at];
        }
    }
}
