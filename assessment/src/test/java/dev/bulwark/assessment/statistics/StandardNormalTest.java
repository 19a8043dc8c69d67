package dev.bulwark.assessment.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StandardNormalTest {

    /** Values of scipy.stats.norm.ppf, SciPy 1.17.1 (Cephes, another algorithm). */
    @ParameterizedTest
    @CsvSource({
        "1e-300, -37.0470962993612",
        "1e-20, -9.262340089798409",
        "1e-10, -6.361340902404056",
        "0.001, -3.090232306167813",
        "0.025, -1.9599639845400545",
        "0.07, -1.4757910281791706",
        "0.2, -0.8416212335729142",
        "0.975, 1.959963984540054",
        "0.999999, 4.753424308817087"
    })
    void agreesWithAnIndependentImplementation(double p, double quantile) {
        assertThat(StandardNormal.quantile(p))
                .isCloseTo(quantile, Percentage.withPercentage(1e-11));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-9, 0.001, 0.1, 0.3, 0.4999})
    void isSymmetricAboutTheMedian(double p) {
        assertThat(StandardNormal.quantile(1 - p))
                .isCloseTo(-StandardNormal.quantile(p), within(1e-7));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -1, Double.NaN})
    void refusesWhatIsNoProbability(double p) {
        assertThatIllegalArgumentException().isThrownBy(() -> StandardNormal.quantile(p));
        assertThatIllegalArgumentException().isThrownBy(() -> StandardNormal.twoSided(p));
    }
}
