package dev.bulwark.onnx.gradient.perexample;

/** How the gradients of the examples are weighted before they are summed. */
public sealed interface Weighting {

    /** No sum: losses and norms alone. */
    record NormsOnly() implements Weighting {}

    /**
     * {@code min(1, C / ‖g‖)} with {@code C} fed at run time (Abadi et al. 2016, algorithm 1).
     *
     * @see <a href="https://arxiv.org/abs/1607.00133">Abadi et al. 2016</a>
     */
    record Clipped() implements Weighting {}

    /**
     * {@code C / (‖g‖ + stability)}: no gradient counts more than {@code C}, whatever {@code C} (Bu
     * et al. 2023, "Automatic Clipping", equation 4).
     *
     * @param stability in the units of the norm, {@code > 0}; 0.01 in the paper
     * @see <a href="https://arxiv.org/abs/2206.07136">Bu et al. 2023</a>
     */
    record Normalised(double stability) implements Weighting {
        public Normalised {
            if (!(stability > 0)) {
                throw new IllegalArgumentException("stability must be > 0, but was " + stability);
            }
        }
    }

    /** Weights fed at run time, one an example and group; norms are not computed. */
    record Given() implements Weighting {}
}
