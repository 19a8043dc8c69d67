package dev.bulwark.assessment.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.bulwark.assessment.statistics.Bootstrap;
import dev.bulwark.assessment.statistics.Estimate;
import dev.bulwark.assessment.statistics.Proportion;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReliabilityTest {
    private static final Bootstrap BOOTSTRAP = new Bootstrap(200, 1);

    /** The example of TorchMetrics' documentation of BinaryCalibrationError, norm l1: 0.2900. */
    @Test
    void reproducesABinaryExample() {
        Reliability reliability =
                Reliability.of(
                        new double[] {0.25, 0.25, 0.55, 0.75, 0.75},
                        new boolean[] {false, false, true, true, true},
                        2);

        assertThat(error(reliability).value()).isCloseTo(0.29, within(1e-12));
        assertThat(reliability.bins())
                .extracting(Reliability.Bin::observed)
                .containsExactly(new Proportion(0, 2), new Proportion(3, 3));
    }

    /**
     * The example of TorchMetrics' documentation of MulticlassCalibrationError, norm l1: 0.2000.
     */
    @Test
    void reproducesAnExampleOfTopLabels() {
        Reliability reliability =
                Reliability.of(
                        new double[] {0.55, 0.55, 0.6, 0.9},
                        new boolean[] {false, false, true, true},
                        3);

        assertThat(error(reliability).value()).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void putsCertaintyInTheLastBinAndShowsEmptyOnes() {
        var bins = Reliability.of(new double[] {1, 1, 0}, new boolean[3], 4).bins();

        assertThat(bins).extracting(bin -> bin.observed().n()).containsExactly(1L, 0L, 0L, 2L);
        assertThat(bins.get(1).meanStated()).isEqualTo(0.375);
    }

    /** Answers that are off by {@code shift * sin(3 pi p)}; the truth is the mean over p. */
    @ParameterizedTest
    @CsvSource({"0, 0, 0.93", "0.05, 0.0308, 0.90", "0.1, 0.0616, 0.85"})
    void coversTheTruthAlsoWhereThereIsNoError(double shift, double truth, double atLeast) {
        long seed = 99;
        SplittableRandom random = new SplittableRandom(seed);
        int covered = 0;
        int samples = 300;
        for (int sample = 0; sample < samples; sample++) {
            double[] stated = random.doubles(400).toArray();
            boolean[] came = new boolean[400];
            for (int row = 0; row < 400; row++) {
                double chance = stated[row] + shift * Math.sin(3 * Math.PI * stated[row]);
                came[row] = random.nextDouble() < chance;
            }
            Estimate.Measured error = error(Reliability.of(stated, came, 10));
            covered += error.interval().contains(truth) ? 1 : 0;
        }
        assertThat(covered / (double) samples).as("seed %d", seed).isGreaterThan(atLeast);
    }

    @Test
    void refusesWhatIsNoProbability() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reliability.of(new double[] {1.1}, new boolean[1], 10));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reliability.of(new double[] {Double.NaN}, new boolean[1], 10));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reliability.of(new double[0], new boolean[0], 10));
    }

    private static Estimate.Measured error(Reliability reliability) {
        return (Estimate.Measured) reliability.expectedCalibrationError(BOOTSTRAP);
    }
}
