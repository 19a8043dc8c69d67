package dev.bulwark.assessment.robustness;

import com.google.auto.service.AutoService;
import java.util.Set;

/**
 * Projected ascent of the logit margin from random starts. Stands beside the one of cross-entropy
 * because the margin's gradient does not vanish where the model is certain.
 *
 * @see <a href="https://arxiv.org/abs/1608.04644">Carlini and Wagner 2017, f6, within the scheme of
 *     Madry et al. 2018</a>
 */
@AutoService(Attack.class)
public final class MarginDescent implements Attack {
    static final String ID = "pgd-margin";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String description() {
        return "Projected gradient descent on the logit margin (Carlini and Wagner 2017, f6).";
    }

    @Override
    public Set<AttackNeed> needs() {
        return Set.of(AttackNeed.LABELS, AttackNeed.SCORES, AttackNeed.GRADIENTS);
    }

    @Override
    public void run(AttackTask task) {
        new IteratedAscent(task, AttackLoss.MARGIN).run();
    }
}
