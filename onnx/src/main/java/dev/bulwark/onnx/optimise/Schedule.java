package dev.bulwark.onnx.optimise;

/** How the learning rate moves over training, as a factor of the rate that is set. */
public sealed interface Schedule {
    /** The rate stays as it is set. */
    record Constant() implements Schedule {}

    /**
     * Multiplied by {@code factor} after every {@code share} of training.
     *
     * @param share of all steps, in (0, 1]
     * @param factor in (0, 1]
     */
    record Step(double share, double factor) implements Schedule {
        public Step {
            Ranges.requirePositive("share", Ranges.requireUnit("share", share));
            Ranges.requirePositive("factor", Ranges.requireUnit("factor", factor));
        }
    }

    /**
     * Up in a line during warm-up, then down along half a cosine wave to {@code floor}.
     *
     * @param warmUp share of all steps, in [0, 1)
     * @param floor factor at the end, in [0, 1]
     * @see <a href="https://arxiv.org/abs/1608.03983">Loshchilov and Hutter 2017, equation 5</a>
     */
    record Cosine(double warmUp, double floor) implements Schedule {
        public Cosine {
            Ranges.requireFraction("warmUp", warmUp);
            Ranges.requireUnit("floor", floor);
        }
    }

    /**
     * Up in a line during warm-up, then down in a line to zero.
     *
     * @param warmUp share of all steps, in [0, 1)
     */
    record Linear(double warmUp) implements Schedule {
        public Linear {
            Ranges.requireFraction("warmUp", warmUp);
        }
    }

    /**
     * From a twenty-fifth up to the whole rate, then down to nearly nothing, both along half a
     * cosine wave.
     *
     * @param rise share of all steps that the way up takes, in (0, 1)
     * @see <a href="https://arxiv.org/abs/1708.07120">Smith and Topin 2018, section 3</a>
     */
    record OneCycle(double rise) implements Schedule {
        private static final double START = 1 / 25.0;
        private static final double END = START / 1e4;

        public OneCycle {
            Ranges.requirePositive("rise", Ranges.requireFraction("rise", rise));
        }
    }

    /**
     * The factor of a step; {@code > 0}, so that a step is never none.
     *
     * @param step counted from 0
     * @param total steps of the whole training, {@code > step}
     */
    default double factor(long step, long total) {
        if (step < 0 || step >= total) {
            throw new IllegalArgumentException(
                    "a step is 0 to %d, but was %d".formatted(total - 1, step));
        }
        double done = (double) step / total;
        double factor =
                switch (this) {
                    case Constant() -> 1;
                    case Step(double share, double by) ->
                            StrictMath.pow(by, Math.floor(done / share));
                    case Cosine(double warmUp, double floor) ->
                            done < warmUp
                                    ? (step + 1) / Math.max(1, warmUp * total)
                                    : wave(1, floor, (done - warmUp) / (1 - warmUp));
                    case Linear(double warmUp) ->
                            done < warmUp
                                    ? (step + 1) / Math.max(1, warmUp * total)
                                    : 1 - (done - warmUp) / (1 - warmUp);
                    case OneCycle(double rise) ->
                            done < rise
                                    ? wave(OneCycle.START, 1, done / rise)
                                    : wave(1, OneCycle.END, (done - rise) / (1 - rise));
                };
        return Math.max(Double.MIN_NORMAL, Math.min(1, factor));
    }

    /** Half a cosine wave; StrictMath gives the same bits on every machine. */
    private static double wave(double from, double to, double done) {
        return to + (from - to) * (1 + StrictMath.cos(Math.PI * done)) / 2;
    }
}
