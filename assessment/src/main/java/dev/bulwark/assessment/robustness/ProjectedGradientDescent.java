package dev.bulwark.assessment.robustness;

import com.google.auto.service.AutoService;
import java.util.Set;

/**
 * Projected ascent of cross-entropy from random starts.
 *
 * @see <a href="https://arxiv.org/abs/1706.06083">Madry et al. 2018</a>
 */
@AutoService(Attack.class)
public final class ProjectedGradientDescent implements Attack {
    static final String ID = "pgd";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String description() {
        return "Projected gradient descent (Madry et al. 2018): random starts, cross-entropy.";
    }

    @Override
    public Set<AttackNeed> needs() {
        return Set.of(AttackNeed.LABELS, AttackNeed.SCORES, AttackNeed.GRADIENTS);
    }

    @Override
    public void run(AttackTask task) {
        new IteratedAscent(task, AttackLoss.CROSS_ENTROPY).run();
    }
}
