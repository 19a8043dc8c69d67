package dev.bulwark.onnx.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.run.NativeMemory;
import dev.bulwark.onnx.run.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Schedules, clipping, mixup, and optimisers on memory outside the heap. */
class TechniquesTest {
    private static final SplittableRandom RANDOM = new SplittableRandom(20261125);

    /** Longer than two tiles, and not a multiple of a vector. */
    private static List<Parameter> parameters() {
        SplittableRandom random = new SplittableRandom(7);
        float[] values = new float[2 * Tiles.SIZE + 37];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextDouble() - 0.5);
        }
        return List.of(
                new Parameter("w", List.of((long) values.length), true, values),
                new Parameter("b", List.of(3L), false, new float[] {1, -2, 3}));
    }

    private static Map<String, float[]> gradients(int step) {
        SplittableRandom random = new SplittableRandom(step);
        float[] w = new float[2 * Tiles.SIZE + 37];
        for (int i = 0; i < w.length; i++) {
            w[i] = (float) (random.nextDouble() - 0.5);
        }
        return Map.of("w", w, "b", new float[] {step, 0.5f, -1});
    }

    private static void fill(ParameterVector vector, Map<String, float[]> values) {
        values.forEach((name, array) -> vector.tensor(name).set(array));
    }

    private static List<float[]> arrays(List<Parameter> parameters) {
        return parameters.stream().map(Parameter::values).toList();
    }

    @Test
    void movesMemoryOutsideTheHeapByTheSameBits() {
        NativeMemory.Held before = NativeMemory.held();
        List<Parameter> heap = parameters();
        Adam onHeap = new Adam(heap, Adam.Settings.defaults().withWeightDecay(0.1));
        try (ParameterVector values = ParameterVector.of(parameters());
                ParameterVector gradients = values.zeros()) {
            Adam outside = new Adam(values, Adam.Settings.defaults().withWeightDecay(0.1));
            for (int step = 1; step < 5; step++) {
                onHeap.step(0.01, gradients(step));
                fill(gradients, gradients(step));
                outside.step(0.01, gradients);
            }
            assertThat(arrays(values.snapshot())).containsExactlyElementsOf(arrays(heap));
            assertThat(outside.state().get("second:w")).isEqualTo(onHeap.state().get("second:w"));
        }
        assertThat(NativeMemory.held()).isEqualTo(before);
    }

    @Test
    void looksAheadWithNesterov() {
        Parameter w = new Parameter("w", List.of(1L), false, new float[] {0});
        Sgd sgd = new Sgd(List.of(w), new Sgd.Settings(0.9, true, 0));
        // v = 1, step 0.9·1 + 1 = 1.9; then v = 0.9 + 2 = 2.9, step 0.9·2.9 + 2 = 4.61.
        sgd.step(1, Map.of("w", new float[] {1}));
        assertThat(w.values()[0]).isCloseTo(-1.9f, within(1e-6f));
        sgd.step(1, Map.of("w", new float[] {2}));
        assertThat(w.values()[0]).isCloseTo(-6.51f, within(1e-5f));
        assertThatThrownBy(() -> new Sgd.Settings(0, true, 0))
                .hasMessageContaining("nesterov needs a momentum");
    }

    @Test
    void tellsThePenaltyFromDecoupledDecay() {
        // No gradient: AdamW shrinks by rate·decay; the penalty makes a whole step of the rate.
        Parameter decoupled = new Parameter("w", List.of(1L), true, new float[] {2});
        Parameter coupled = decoupled.copy();
        new Adam(List.of(decoupled), Adam.Settings.defaults().withWeightDecay(0.5))
                .step(0.1, Map.of("w", new float[] {0}));
        new Adam(List.of(coupled), Adam.Settings.defaults().withPenalty(0.5))
                .step(0.1, Map.of("w", new float[] {0}));
        assertThat(decoupled.values()[0]).isCloseTo(1.9f, within(1e-6f));
        assertThat(coupled.values()[0]).isCloseTo(1.9f, within(1e-6f));
        new Adam(List.of(coupled), Adam.Settings.defaults().withPenalty(0.001))
                .step(0.1, Map.of("w", new float[] {0}));
        assertThat(coupled.values()[0]).isCloseTo(1.8f, within(1e-5f));
    }

    @Test
    void clipsTheNormOfAllParametersTogether() {
        try (ParameterVector gradients = ParameterVector.zeros(parameters())) {
            float[] w = new float[2 * Tiles.SIZE + 37];
            w[0] = 3;
            w[w.length - 1] = -4;
            fill(gradients, Map.of("w", w, "b", new float[] {0, 12, 0}));
            assertThat(Clipping.norm(gradients)).isEqualTo(13);
            new Clipping.ByNorm(20).clip(gradients);
            assertThat(Clipping.norm(gradients)).isEqualTo(13);
            new Clipping.ByNorm(6.5).clip(gradients);
            assertThat(gradients.tensor("w").floats()[0]).isEqualTo(1.5f);
            assertThat(gradients.tensor("w").floats()[w.length - 1]).isEqualTo(-2);
            assertThat(gradients.tensor("b").floats()).containsExactly(0, 6, 0);
            new Clipping.ByValue(1.75).clip(gradients);
            assertThat(gradients.tensor("w").floats()[w.length - 1]).isEqualTo(-1.75f);
            assertThat(gradients.tensor("b").floats()).containsExactly(0, 1.75f, 0);
        }
    }

    @Test
    void doesNotHideByClippingThatTrainingDiverges() {
        for (Clipping clipping : List.of(new Clipping.ByNorm(1), new Clipping.ByValue(1))) {
            for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
                try (ParameterVector values = ParameterVector.of(parameters());
                        ParameterVector gradients = values.zeros()) {
                    gradients.tensor("b").set(new float[] {0, bad, 1e30f});
                    clipping.clip(gradients);
                    Sgd sgd = new Sgd(values, new Sgd.Settings(0, false, 0));
                    assertThatThrownBy(() -> sgd.step(0.1, gradients))
                            .isInstanceOf(BulwarkException.class)
                            .hasMessageContaining("'b' is not finite");
                }
            }
        }
    }

    @Test
    void followsTheSchedulesOfThePapers() {
        assertThat(factors(new Schedule.Constant(), 4)).containsExactly(1, 1, 1, 1);
        assertThat(factors(new Schedule.Step(0.5, 0.1), 4)).containsExactly(1, 1, 0.1, 0.1);
        assertThat(factors(new Schedule.Linear(0.25), 8))
                .containsExactly(
                        new double[] {0.5, 1, 1, 5 / 6.0, 4 / 6.0, 0.5, 2 / 6.0, 1 / 6.0},
                        within(1e-12));
        assertThat(factors(new Schedule.Cosine(0, 0), 4))
                .containsExactly(
                        new double[] {1, (1 + Math.sqrt(0.5)) / 2, 0.5, (1 - Math.sqrt(0.5)) / 2},
                        within(1e-12));
        double[] cycle = factors(new Schedule.OneCycle(0.3), 100);
        assertThat(cycle[0]).isCloseTo(0.04, within(1e-12));
        assertThat(cycle[30]).isEqualTo(1);
        assertThat(cycle[99]).isBetween(0.0, 0.001);
        assertThatThrownBy(() -> new Schedule.Constant().factor(4, 4))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static double[] factors(Schedule schedule, int total) {
        double[] exact = new double[total];
        Arrays.setAll(exact, step -> schedule.factor(step, total));
        return exact;
    }

    @Test
    void drawsProportionsWithTheMomentsOfTheBetaDistribution() {
        // Beta(α, α): mean 1/2, variance 1 / (4 (2α + 1)); 20,000 draws, five standard errors.
        for (double alpha : new double[] {0.2, 1, 4}) {
            Mixup mixup = new Mixup(alpha);
            int draws = 20_000;
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < draws; i++) {
                double share = mixup.draw(RANDOM);
                assertThat(share).isBetween(0.0, 1.0);
                sum += share;
                squares += (share - 0.5) * (share - 0.5);
            }
            double variance = 1 / (4 * (2 * alpha + 1));
            assertThat(sum / draws).isCloseTo(0.5, within(5 * Math.sqrt(variance / draws)));
            assertThat(squares / draws).isCloseTo(variance, within(0.01));
        }
        assertThatThrownBy(() -> new Mixup(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void blendsTwoBatches() {
        try (Tensor first = Tensor.allocate(ElementType.FLOAT, 2, 2);
                Tensor second = Tensor.allocate(ElementType.FLOAT, 2, 2)) {
            first.set(new float[] {1, 2, 3, 4});
            second.set(new float[] {5, 6, 7, 8});
            Mixup.blend(first, second, 0.75f);
            assertThat(first.floats()).containsExactly(2, 3, 4, 5);
        }
    }
}
