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
    CROSS_ENTROPY {
        @Override
        Losses.LossGraph appendTo(Model model, String logits, String labels) {
            return Losses.crossEntropyFromLogits(model, logits, labels, Losses.Reduction.SUM);
        }
    },
    /** Best other logit minus the true class's: positive exactly where the answer is wrong. */
    MARGIN {
        @Override
        Losses.LossGraph appendTo(Model model, String logits, String labels) {
            return MarginLosses.margin(model, logits, labels, Losses.Reduction.SUM);
        }
    };

    /** The model with this loss, summed over rows so that each row's gradient is its own. */
    abstract Losses.LossGraph appendTo(Model model, String logits, String labels);
}
