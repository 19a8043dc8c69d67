package dev.bulwark.onnx.optimise;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adam with bias correction: {@code m = β₁m + (1−β₁)g}, {@code v = β₂v + (1−β₂)g²}, {@code w = w −
 * rate·m̂/(√v̂ + ε)}.
 *
 * <p>Weight decay comes in two kinds. {@link Decay#DECOUPLED}, which is AdamW, subtracts {@code
 * rate·decay·w} beside that step. {@link Decay#COUPLED}, the L2 penalty of the first paper, adds
 * {@code decay·w} to {@code g}, and so is divided by {@code √v̂} too: parameters with large
 * gradients are decayed less.
 *
 * @see <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba 2015, algorithm 1</a>
 * @see <a href="https://arxiv.org/abs/1711.05101">Loshchilov and Hutter 2019, algorithm 2</a>
 */
public final class Adam implements Optimiser {
    private static final String FIRST = "first:";
    private static final String SECOND = "second:";

    private final Slices slices;
    private final Map<String, float[][]> firstMoments;
    private final Map<String, float[][]> secondMoments;
    private final Settings settings;
    private long steps;

    /** What weight decay means. */
    public enum Decay {
        /** Beside the gradient: AdamW. */
        DECOUPLED,
        /** Part of the gradient: an L2 penalty of {@code decay/2·|w|²}. */
        COUPLED
    }

    /**
     * How Adam averages.
     *
     * @param beta1 decay of the first moment, in [0, 1), commonly 0.9
     * @param beta2 decay of the second moment, in [0, 1), commonly 0.999
     * @param epsilon added to the root, {@code > 0}, commonly 1e-8
     * @param weightDecay of decayed parameters, {@code >= 0}
     * @param decay which of the two kinds it is
     */
    public record Settings(
            double beta1, double beta2, double epsilon, double weightDecay, Decay decay) {
        public Settings {
            Ranges.requireFraction("beta1", beta1);
            Ranges.requireFraction("beta2", beta2);
            Ranges.requirePositive("epsilon", epsilon);
            Ranges.requireAtLeastZero("weightDecay", weightDecay);
        }

        /** The paper's settings, without weight decay. */
        public static Settings defaults() {
            return new Settings(0.9, 0.999, 1e-8, 0, Decay.DECOUPLED);
        }

        /** The same with decoupled weight decay. */
        public Settings withWeightDecay(double newWeightDecay) {
            return new Settings(beta1, beta2, epsilon, newWeightDecay, Decay.DECOUPLED);
        }

        /** The same with an L2 penalty. */
        public Settings withPenalty(double newWeightDecay) {
            return new Settings(beta1, beta2, epsilon, newWeightDecay, Decay.COUPLED);
        }
    }

    /** Moves {@code parameters} in place. */
    public Adam(List<Parameter> parameters, Settings settings) {
        this(Slices.of(parameters), settings);
    }

    /** Moves {@code parameters} in place. */
    public Adam(ParameterVector parameters, Settings settings) {
        this(Slices.of(parameters), settings);
    }

    private Adam(Slices slices, Settings settings) {
        this.slices = slices;
        this.settings = settings;
        this.firstMoments = slices.zeros();
        this.secondMoments = slices.zeros();
    }

    @Override
    public void step(double learningRate, ParameterVector gradients) {
        move(learningRate, Slices.segments(gradients));
    }

    @Override
    public void step(double learningRate, Map<String, float[]> gradients) {
        move(learningRate, Slices.segments(gradients));
    }

    private void move(double learningRate, Map<String, MemorySegment> gradients) {
        slices.check(learningRate, gradients);
        steps++;
        // StrictMath: the same power on every machine, or the same seed gives other weights.
        double unbias1 = 1 - StrictMath.pow(settings.beta1(), (double) steps);
        double unbias2 = 1 - StrictMath.pow(settings.beta2(), (double) steps);
        float rate = (float) (learningRate / unbias1);
        float rootScale = (float) (1 / Math.sqrt(unbias2));
        for (Slices.Slice slice : slices.all()) {
            double decay = slice.decayed() ? settings.weightDecay() : 0;
            boolean decoupled = settings.decay() == Decay.DECOUPLED;
            float shrink = decoupled ? (float) (1 - learningRate * decay) : 1;
            float penalty = decoupled ? 0 : (float) decay;
            float[][] first = Slices.of(firstMoments, slice.name());
            float[][] second = Slices.of(secondMoments, slice.name());
            Tiles.Step step =
                    (w, g, tile, n) -> {
                        if (penalty != 0) {
                            addPenalty(w, g, n, penalty);
                        }
                        update(w, g, first[tile], second[tile], n, rate, rootScale, shrink);
                    };
            slices.tiles().step(slice.values(), Slices.of(gradients, slice.name()), step);
        }
    }

    /** The gradient given is a copy. */
    private static void addPenalty(float[] values, float[] gradient, int count, float penalty) {
        for (int i = 0; i < count; i++) {
            gradient[i] += penalty * values[i];
        }
    }

    private void update(
            float[] values,
            float[] gradient,
            float[] first,
            float[] second,
            int count,
            float rate,
            float rootScale,
            float shrink) {
        float beta1 = (float) settings.beta1();
        float beta2 = (float) settings.beta2();
        float rest1 = (float) (1 - settings.beta1());
        float rest2 = (float) (1 - settings.beta2());
        float epsilon = (float) settings.epsilon();
        for (int i = 0; i < count; i++) {
            float g = gradient[i];
            first[i] = beta1 * first[i] + rest1 * g;
            second[i] = beta2 * second[i] + rest2 * g * g;
            float root = (float) Math.sqrt(second[i]) * rootScale + epsilon;
            values[i] = shrink * values[i] - rate * first[i] / root;
        }
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public Map<String, float[]> state() {
        Map<String, float[]> state = new LinkedHashMap<>();
        Slices.flatten(firstMoments, FIRST, state);
        Slices.flatten(secondMoments, SECOND, state);
        return state;
    }

    @Override
    public void restore(long newSteps, Map<String, float[]> state) {
        Ranges.requireCount("steps", newSteps);
        slices.requireState(state, List.of(FIRST, SECOND));
        slices.restore(firstMoments, FIRST, state);
        slices.restore(secondMoments, SECOND, state);
        steps = newSteps;
    }
}
