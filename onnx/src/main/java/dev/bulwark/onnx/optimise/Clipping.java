package dev.bulwark.onnx.optimise;

/** Bounds gradients before a step, so that one odd batch cannot throw the parameters far off. */
public sealed interface Clipping {
    /** Gradients stay as they are. */
    record None() implements Clipping {}

    /**
     * Scales the gradient of all parameters together to a norm of at most {@code norm}, which keeps
     * its direction.
     *
     * @param norm {@code > 0}
     * @see <a href="https://proceedings.mlr.press/v28/pascanu13.html">Pascanu et al. 2013,
     *     algorithm 1</a>
     */
    record ByNorm(double norm) implements Clipping {
        public ByNorm {
            Ranges.requirePositive("norm", norm);
        }
    }

    /**
     * Cuts every number to {@code ±value}.
     *
     * @param value {@code > 0}
     */
    record ByValue(double value) implements Clipping {
        public ByValue {
            Ranges.requirePositive("value", value);
        }
    }

    /** Clips in place. What is not finite stays so, for the optimiser to refuse. */
    default void clip(ParameterVector gradients) {
        Tiles tiles = new Tiles();
        switch (this) {
            case None() -> {}
            case ByNorm(double norm) -> {
                double found = norm(gradients);
                if (found > norm && Double.isFinite(found)) {
                    float scale = (float) (norm / found);
                    for (ParameterVector.Slot slot : gradients.slots()) {
                        tiles.change(gradients.segment(slot), (v, n) -> scale(v, n, scale));
                    }
                }
            }
            case ByValue(double value) -> {
                float bound = (float) value;
                for (ParameterVector.Slot slot : gradients.slots()) {
                    tiles.change(gradients.segment(slot), (v, n) -> bound(v, n, bound));
                }
            }
        }
    }

    /** The Euclidean norm of the whole gradient, summed in double precision. */
    static double norm(ParameterVector gradients) {
        Tiles tiles = new Tiles();
        double sum = 0;
        for (ParameterVector.Slot slot : gradients.slots()) {
            sum += tiles.squares(gradients.segment(slot));
        }
        return Math.sqrt(sum);
    }

    private static void scale(float[] values, int count, float scale) {
        for (int i = 0; i < count; i++) {
            values[i] *= scale;
        }
    }

    private static void bound(float[] values, int count, float bound) {
        for (int i = 0; i < count; i++) {
            // Infinities stay: cutting them would hide that training diverges.
            values[i] =
                    Float.isInfinite(values[i])
                            ? values[i]
                            : Math.max(-bound, Math.min(bound, values[i]));
        }
    }
}
