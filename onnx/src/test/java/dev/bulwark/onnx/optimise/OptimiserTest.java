package dev.bulwark.onnx.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bulwark.kernel.BulwarkException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Expected values are worked out by hand from the papers' equations, in exact decimals. */
class OptimiserTest {
    private static Parameter parameter(boolean decayed, float... values) {
        return new Parameter("w", List.of((long) values.length), decayed, values);
    }

    @Test
    void descendsAlongTheGradientWithoutMomentum() {
        Parameter w = parameter(false, 1, 2);
        new Sgd(List.of(w), 0, 0).step(0.1, Map.of("w", new float[] {10, -5}));
        assertThat(w.values()).containsExactly(new float[] {0, 2.5f}, within(1e-7f));
    }

    @Test
    void keepsPartOfTheLastStepWithMomentum() {
        Parameter w = parameter(false, 0);
        Sgd sgd = new Sgd(List.of(w), 0.9, 0);
        sgd.step(1, Map.of("w", new float[] {1}));
        assertThat(w.values()[0]).isEqualTo(-1);
        // v = 0.9 · 1 + 2 = 2.9
        sgd.step(1, Map.of("w", new float[] {2}));
        assertThat(w.values()[0]).isCloseTo(-3.9f, within(1e-6f));
        assertThat(sgd.steps()).isEqualTo(2);
    }

    @Test
    void decaysOnlyDecayedParameters() {
        for (boolean decayed : new boolean[] {true, false}) {
            Parameter sgd = parameter(decayed, 2);
            new Sgd(List.of(sgd), 0, 0.5).step(0.1, Map.of("w", new float[] {0}));
            assertThat(sgd.values()[0]).isCloseTo(decayed ? 1.9f : 2, within(1e-6f));
            Parameter adam = parameter(decayed, 2);
            new Adam(List.of(adam), Adam.Settings.defaults().withWeightDecay(0.5))
                    .step(0.1, Map.of("w", new float[] {0}));
            assertThat(adam.values()[0]).isCloseTo(decayed ? 1.9f : 2, within(1e-6f));
        }
    }

    @Test
    void takesAFirstAdamStepOfTheLearningRateWhateverTheGradient() {
        // Bias correction makes m̂ = g and v̂ = g², so the step is rate · sign(g).
        Parameter w = parameter(false, 1, 1, 1);
        new Adam(List.of(w), Adam.Settings.defaults())
                .step(0.01, Map.of("w", new float[] {1000, -0.001f, 3}));
        assertThat(w.values()).containsExactly(new float[] {0.99f, 1.01f, 0.99f}, within(1e-6f));
    }

    @Test
    void averagesMomentsAsThePaperDoes() {
        // g = 1 then 3, β = (0.9, 0.999): m = 0.1, then 0.39; v = 0.001, then 0.009999.
        // m̂ = 0.39 / 0.19 = 2.0526316, v̂ = 0.009999 / 0.001999 = 5.0020010, m̂/√v̂ = 0.9177758.
        Parameter w = parameter(false, 0);
        Adam adam = new Adam(List.of(w), Adam.Settings.defaults());
        adam.step(0.1, Map.of("w", new float[] {1}));
        assertThat(w.values()[0]).isCloseTo(-0.1f, within(1e-6f));
        adam.step(0.1, Map.of("w", new float[] {3}));
        assertThat(w.values()[0]).isCloseTo(-0.1f - 0.09177758f, within(1e-6f));
    }

    @Test
    void resumesToTheBit() {
        Parameter whole = parameter(true, 1, -2);
        Parameter first = parameter(true, 1, -2);
        Adam undisturbed = new Adam(List.of(whole), Adam.Settings.defaults().withWeightDecay(0.1));
        Adam interrupted = new Adam(List.of(first), Adam.Settings.defaults().withWeightDecay(0.1));
        for (int step = 0; step < 5; step++) {
            undisturbed.step(0.1, gradient(step));
            interrupted.step(0.1, gradient(step));
        }
        Parameter second = first.copy();
        Adam resumed = new Adam(List.of(second), Adam.Settings.defaults().withWeightDecay(0.1));
        Map<String, float[]> saved = new HashMap<>();
        interrupted.state().forEach((name, values) -> saved.put(name, values.clone()));
        resumed.restore(interrupted.steps(), saved);
        for (int step = 5; step < 9; step++) {
            undisturbed.step(0.1, gradient(step));
            resumed.step(0.1, gradient(step));
        }
        assertThat(second.values()).isEqualTo(whole.values());
    }

    private static Map<String, float[]> gradient(int step) {
        return Map.of("w", new float[] {(float) Math.sin(step), 0.3f * step});
    }

    @Test
    void movesNothingWhenOneGradientIsNotFinite() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            Parameter good = new Parameter("good", List.of(1L), true, new float[] {1});
            Parameter worse = parameter(true, 1, 2);
            Adam adam = new Adam(List.of(good, worse), Adam.Settings.defaults());
            Map<String, float[]> gradients =
                    Map.of("good", new float[] {1}, "w", new float[] {0, bad});
            assertThatThrownBy(() -> adam.step(0.1, gradients))
                    .isInstanceOfSatisfying(
                            BulwarkException.class,
                            e -> assertThat(e.code()).isEqualTo("TRAINING_DIVERGED"));
            assertThat(good.values()).containsExactly(1);
            assertThat(adam.steps()).isZero();
        }
    }

    @Test
    void refusesWhatCannotBeMeant() {
        Parameter w = parameter(true, 1);
        Sgd sgd = new Sgd(List.of(w), 0, 0);
        assertThatThrownBy(() -> sgd.step(0, Map.of("w", new float[] {1})))
                .hasMessageContaining("learningRate must be > 0");
        assertThatThrownBy(() -> sgd.step(Double.NaN, Map.of("w", new float[] {1})))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sgd.step(1, Map.of()))
                .hasMessageContaining("nothing for parameter 'w'");
        assertThatThrownBy(() -> sgd.step(1, Map.of("w", new float[] {1, 2})))
                .hasMessageContaining("2 values, but the parameter 1");
        assertThatThrownBy(() -> new Sgd(List.of(w), 1, 0))
                .hasMessageContaining("momentum must be in [0, 1)");
        assertThatThrownBy(() -> new Adam.Settings(0.9, 0.999, 0, 0, Adam.Decay.DECOUPLED))
                .hasMessageContaining("epsilon must be > 0");
        assertThatThrownBy(() -> new Sgd(List.of(w, w), 0, 0)).hasMessageContaining("comes twice");
        assertThatThrownBy(() -> sgd.restore(1, Map.of("v", new float[1])))
                .hasMessageContaining("the state is of [v]");
    }
}
