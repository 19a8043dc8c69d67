package dev.bulwark.assessment.robustness;

import dev.bulwark.onnx.gradient.Losses;
import dev.bulwark.onnx.gradient.MarginLosses;
import dev.bulwark.onnx.graph.Model;

/** What an attack increases. */
public enum AttackLoss {
    /**
     * Cross-entropy of the true class. Its gradient vanishes in single precision where the model is
     * certain, which looks like robustness and is none.
     */
    CROSS_ENTROPY(2) {
        @Override
        Losses.LossGraph appendTo(Model model, String logits, String labels, String targets) {
            return Losses.crossEntropyFromLogits(model, logits, labels, Losses.Reduction.SUM);
        }

        @Override
        double of(LogitRow row, int truth, int target) {
            return row.logSumExp() - row.at(truth);
        }
    },
    /** Best other logit minus the true class's: positive exactly where the answer is wrong. */
    MARGIN(2) {
        @Override
        Losses.LossGraph appendTo(Model model, String logits, String labels, String targets) {
            return MarginLosses.margin(model, logits, labels, Losses.Reduction.SUM);
        }

        @Override
        double of(LogitRow row, int truth, int target) {
            return row.margin(truth);
        }
    },
    /**
     * Difference of logits ratio, which no rescaling of the logits flattens (Croce and Hein 2020,
     * equation 6).
     */
    DLR(3) {
        @Override
        Losses.LossGraph appendTo(Model model, String logits, String labels, String targets) {
            return MarginLosses.dlr(model, logits, labels, Losses.Reduction.SUM);
        }

        @Override
        double of(LogitRow row, int truth, int target) {
            return row.margin(truth) / (row.largest(0) - row.largest(2) + LEAST_SPREAD);
        }
    },
    /** The same towards a class (equation 7 there). */
    TARGETED_DLR(4) {
        @Override
        Losses.LossGraph appendTo(Model model, String logits, String labels, String targets) {
            return MarginLosses.targetedDlr(model, logits, labels, targets, Losses.Reduction.SUM);
        }

        @Override
        double of(LogitRow row, int truth, int target) {
            double middle = (row.largest(2) + row.largest(3)) / 2;
            return (row.at(target) - row.at(truth)) / (row.largest(0) - middle + LEAST_SPREAD);
        }
    },
    /** The logit of a class minus that of the true class. */
    DIFFERENCE(2) {
        @Override
        Losses.LossGraph appendTo(Model model, String logits, String labels, String targets) {
            return MarginLosses.difference(model, logits, labels, targets, Losses.Reduction.SUM);
        }

        @Override
        double of(LogitRow row, int truth, int target) {
            return row.at(target) - row.at(truth);
        }
    };

    /** As in the gradient graphs: the ratios stay finite where the largest logits are equal. */
    private static final double LEAST_SPREAD = 1e-12;

    private final int leastClasses;

    AttackLoss(int leastClasses) {
        this.leastClasses = leastClasses;
    }

    /** Classes that a model must have for it to be defined. */
    public int leastClasses() {
        return leastClasses;
    }

    /** The model with this loss, summed over rows so that each row's gradient is its own. */
    abstract Losses.LossGraph appendTo(Model model, String logits, String labels, String targets);

    /** Its value for one row. */
    abstract double of(LogitRow row, int truth, int target);

    /**
     * Its value for one row.
     *
     * @param logits shape {@code [rows, classes]}, flat
     * @param target the class to reach; unused by losses that look at the truth alone
     */
    public double of(float[] logits, int row, int classes, int truth, int target) {
        return of(new LogitRow(logits, row * classes, classes), truth, target);
    }
}
