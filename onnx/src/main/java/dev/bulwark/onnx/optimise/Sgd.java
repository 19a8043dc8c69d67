package dev.bulwark.onnx.optimise;

import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Stochastic gradient descent with momentum and decoupled weight decay: {@code v = momentum·v + g},
 * {@code w = w − rate·(v + decay·w)}.
 *
 * @see <a href="https://proceedings.mlr.press/v28/sutskever13.html">Sutskever et al. 2013</a>
 */
public final class Sgd implements Optimiser {
    private final List<Parameter> parameters;
    private final Map<String, float[]> velocities;
    private final double momentum;
    private final double weightDecay;
    private long steps;

    /**
     * @param parameters moved in place
     * @param momentum part of the last step that is kept, in [0, 1)
     * @param weightDecay pull to zero of decayed parameters per unit of learning rate, {@code >= 0}
     */
    public Sgd(List<Parameter> parameters, double momentum, double weightDecay) {
        this.parameters = List.copyOf(parameters);
        this.momentum = Steps.requireFraction("momentum", momentum);
        this.weightDecay = Steps.requireAtLeastZero("weightDecay", weightDecay);
        this.velocities = Steps.zeros(this.parameters);
    }

    @Override
    public void step(double learningRate, Map<String, float[]> gradients) {
        Steps.check(learningRate, parameters, gradients);
        steps++;
        float kept = (float) momentum;
        float rate = (float) learningRate;
        for (Parameter parameter : parameters) {
            float[] values = parameter.values();
            float[] gradient = Steps.of(gradients, parameter.name());
            float[] velocity = Steps.of(velocities, parameter.name());
            float shrink = (float) (1 - (parameter.decayed() ? learningRate * weightDecay : 0));
            for (int i = 0; i < values.length; i++) {
                velocity[i] = kept * velocity[i] + gradient[i];
                values[i] = shrink * values[i] - rate * velocity[i];
            }
        }
    }

    @Override
    public List<Parameter> parameters() {
        return parameters;
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public Map<String, float[]> state() {
        return Collections.unmodifiableMap(velocities);
    }

    @Override
    public void restore(long newSteps, Map<String, float[]> state) {
        Steps.restore(velocities, state);
        steps = Steps.requireCount(newSteps);
    }
}
