package dev.bulwark.assessment.robustness;

import dev.bulwark.assessment.robustness.threat.PerturbationRegion;
import java.util.Arrays;
import java.util.List;

/**
 * Projected ascent of a loss from random starts: steepest steps, each projected back. Whole numbers
 * are relaxed on the way and made whole for what is handed in.
 *
 * @see <a href="https://arxiv.org/abs/1706.06083">Madry et al. 2018, section 2.1</a>
 */
final class IteratedAscent {
    /** Travel over all steps, in budgets: enough to cross the region and come to rest. */
    private static final double TRAVEL = 2.5;

    private final AttackTask task;
    private final AttackLoss loss;
    private final PerturbationRegion region;
    private final double size;

    IteratedAscent(AttackTask task, AttackLoss loss) {
        this.task = task;
        this.loss = loss;
        this.region = task.region();
        this.size = TRAVEL * region.budget().epsilon() / task.steps();
    }

    void run() {
        for (int restart = 0; restart < task.restarts() && !task.allBroken(); restart++) {
            // The best point on the way and the last one: neither is always the better.
            ascend(randomStart()).forEach(task::offer);
        }
    }

    float[] randomStart() {
        float[] points = region.randomPoints(task.random());
        region.project(points);
        return points;
    }

    /** From a start, which is overwritten, to the best point of each row and the last, stored. */
    List<float[]> ascend(float[] points) {
        float[] best = points.clone();
        double[] margins = new double[task.rows()];
        Arrays.fill(margins, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < task.steps(); i++) {
            Slope slope = task.slope(loss, points);
            if (keepBest(slope, points, best, margins)) {
                break;
            }
            region.climb(points, slope.gradient(), size);
            region.project(points);
        }
        return List.of(region.stored(best), region.stored(points));
    }

    /** Keeps each row's point of largest margin; whether every row is already answered wrongly. */
    private boolean keepBest(Slope slope, float[] points, float[] best, double[] margins) {
        boolean all = true;
        int width = region.width();
        for (int row = 0; row < task.rows(); row++) {
            double margin = slope.margin(row, task.truth(row), task.classes());
            if (margin > margins[row]) {
                margins[row] = margin;
                System.arraycopy(points, row * width, best, row * width, width);
            }
            all &= margins[row] > 0;
        }
        return all;
    }
}
