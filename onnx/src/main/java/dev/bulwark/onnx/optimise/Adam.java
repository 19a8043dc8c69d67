package dev.bulwark.onnx.optimise;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adam with bias correction and decoupled weight decay (AdamW): {@code m = β₁m + (1−β₁)g}, {@code v
 * = β₂v + (1−β₂)g²}, {@code w = w − rate·(m̂/(√v̂ + ε) + decay·w)}.
 *
 * @see <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba 2015, algorithm 1</a>
 * @see <a href="https://arxiv.org/abs/1711.05101">Loshchilov and Hutter 2019, algorithm 2</a>
 */
public final class Adam implements Optimiser {
    private static final String FIRST = "first:";
    private static final String SECOND = "second:";

    private final List<Parameter> parameters;
    private final Map<String, float[]> firstMoments;
    private final Map<String, float[]> secondMoments;
    private final Settings settings;
    private long steps;

    /**
     * How Adam averages.
     *
     * @param beta1 decay of the first moment, in [0, 1), commonly 0.9
     * @param beta2 decay of the second moment, in [0, 1), commonly 0.999
     * @param epsilon added to the root, {@code > 0}, commonly 1e-8
     * @param weightDecay pull to zero of decayed parameters per unit of learning rate, {@code >= 0}
     */
    public record Settings(double beta1, double beta2, double epsilon, double weightDecay) {
        public Settings {
            Steps.requireFraction("beta1", beta1);
            Steps.requireFraction("beta2", beta2);
            if (!(epsilon > 0)) {
                throw new IllegalArgumentException("epsilon must be > 0, but was " + epsilon);
            }
            Steps.requireAtLeastZero("weightDecay", weightDecay);
        }

        /** The paper's settings, without weight decay. */
        public static Settings defaults() {
            return new Settings(0.9, 0.999, 1e-8, 0);
        }

        /** The same with weight decay. */
        public Settings withWeightDecay(double newWeightDecay) {
            return new Settings(beta1, beta2, epsilon, newWeightDecay);
        }
    }

    /** Moves {@code parameters} in place. */
    public Adam(List<Parameter> parameters, Settings settings) {
        this.parameters = List.copyOf(parameters);
        this.settings = settings;
        this.firstMoments = Steps.zeros(this.parameters);
        this.secondMoments = Steps.zeros(this.parameters);
    }

    @Override
    public void step(double learningRate, Map<String, float[]> gradients) {
        Steps.check(learningRate, parameters, gradients);
        steps++;
        // StrictMath: the same power on every machine, or the same seed gives other weights.
        double unbias1 = 1 - StrictMath.pow(settings.beta1(), (double) steps);
        double unbias2 = 1 - StrictMath.pow(settings.beta2(), (double) steps);
        float rate = (float) (learningRate / unbias1);
        float rootScale = (float) (1 / Math.sqrt(unbias2));
        for (Parameter parameter : parameters) {
            double decay = parameter.decayed() ? learningRate * settings.weightDecay() : 0;
            update(
                    parameter.values(),
                    Steps.of(gradients, parameter.name()),
                    Steps.of(firstMoments, parameter.name()),
                    Steps.of(secondMoments, parameter.name()),
                    rate,
                    rootScale,
                    (float) (1 - decay));
        }
    }

    private void update(
            float[] values,
            float[] gradient,
            float[] first,
            float[] second,
            float rate,
            float rootScale,
            float shrink) {
        float beta1 = (float) settings.beta1();
        float beta2 = (float) settings.beta2();
        float rest1 = (float) (1 - settings.beta1());
        float rest2 = (float) (1 - settings.beta2());
        float epsilon = (float) settings.epsilon();
        for (int i = 0; i < values.length; i++) {
            float g = gradient[i];
            first[i] = beta1 * first[i] + rest1 * g;
            second[i] = beta2 * second[i] + rest2 * g * g;
            float root = (float) Math.sqrt(second[i]) * rootScale + epsilon;
            values[i] = shrink * values[i] - rate * first[i] / root;
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
        Map<String, float[]> state = new LinkedHashMap<>();
        firstMoments.forEach((name, values) -> state.put(FIRST + name, values));
        secondMoments.forEach((name, values) -> state.put(SECOND + name, values));
        return state;
    }

    @Override
    public void restore(long newSteps, Map<String, float[]> state) {
        Steps.restore(state(), state);
        steps = Steps.requireCount(newSteps);
    }
}
