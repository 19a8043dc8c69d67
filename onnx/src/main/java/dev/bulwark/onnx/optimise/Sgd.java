package dev.bulwark.onnx.optimise;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Stochastic gradient descent with momentum, {@code v = momentum·v + g}, and decoupled weight
 * decay: {@code w = w − rate·(v + decay·w)}. With Nesterov's look-ahead the step is along {@code
 * momentum·v + g} instead of {@code v}. The decay is not part of {@code g}, so momentum does not
 * gather it (Loshchilov and Hutter 2019, algorithm 1, with the schedule in the rate).
 *
 * @see <a href="https://proceedings.mlr.press/v28/sutskever13.html">Sutskever et al. 2013</a>
 */
public final class Sgd implements Optimiser {
    private final Slices slices;
    private final Map<String, float[][]> velocities;
    private final Settings settings;
    private long steps;

    /**
     * How it descends.
     *
     * @param momentum part of the last step that is kept, in [0, 1)
     * @param nesterov whether it looks ahead; needs momentum
     * @param weightDecay pull to zero of decayed parameters per unit of learning rate, {@code >= 0}
     */
    public record Settings(double momentum, boolean nesterov, double weightDecay) {
        public Settings {
            Ranges.requireFraction("momentum", momentum);
            Ranges.requireAtLeastZero("weightDecay", weightDecay);
            if (nesterov && momentum == 0) {
                throw new IllegalArgumentException("nesterov needs a momentum > 0");
            }
        }
    }

    /** Moves {@code parameters} in place. */
    public Sgd(List<Parameter> parameters, double momentum, double weightDecay) {
        this(Slices.of(parameters), new Settings(momentum, false, weightDecay));
    }

    /** Moves {@code parameters} in place. */
    public Sgd(List<Parameter> parameters, Settings settings) {
        this(Slices.of(parameters), settings);
    }

    /** Moves {@code parameters} in place. */
    public Sgd(ParameterVector parameters, Settings settings) {
        this(Slices.of(parameters), settings);
    }

    private Sgd(Slices slices, Settings settings) {
        this.slices = slices;
        this.settings = settings;
        this.velocities = slices.zeros();
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
        float kept = (float) settings.momentum();
        float rate = (float) learningRate;
        for (Slices.Slice slice : slices.all()) {
            float[][] velocity = Slices.of(velocities, slice.name());
            double decay = slice.decayed() ? learningRate * settings.weightDecay() : 0;
            float shrink = (float) (1 - decay);
            Tiles.Step step =
                    settings.nesterov()
                            ? (w, g, tile, n) -> ahead(w, g, velocity[tile], n, kept, rate, shrink)
                            : (w, g, tile, n) -> along(w, g, velocity[tile], n, kept, rate, shrink);
            slices.tiles().step(slice.values(), Slices.of(gradients, slice.name()), step);
        }
    }

    private static void along(
            float[] values,
            float[] gradient,
            float[] velocity,
            int count,
            float kept,
            float rate,
            float shrink) {
        for (int i = 0; i < count; i++) {
            velocity[i] = kept * velocity[i] + gradient[i];
            values[i] = shrink * values[i] - rate * velocity[i];
        }
    }

    private static void ahead(
            float[] values,
            float[] gradient,
            float[] velocity,
            int count,
            float kept,
            float rate,
            float shrink) {
        for (int i = 0; i < count; i++) {
            velocity[i] = kept * velocity[i] + gradient[i];
            values[i] = shrink * values[i] - rate * (kept * velocity[i] + gradient[i]);
        }
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public Map<String, float[]> state() {
        Map<String, float[]> state = new LinkedHashMap<>();
        Slices.flatten(velocities, "", state);
        return state;
    }

    @Override
    public void restore(long newSteps, Map<String, float[]> state) {
        Ranges.requireCount("steps", newSteps);
        slices.requireState(state, List.of(""));
        slices.restore(velocities, "", state);
        steps = newSteps;
    }
}
