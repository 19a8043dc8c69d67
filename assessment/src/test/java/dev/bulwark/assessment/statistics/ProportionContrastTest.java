package dev.bulwark.assessment.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionContrastTest {
    private static ProportionContrast of(long x1, long n1, long x2, long n2) {
        return new ProportionContrast(new Proportion(x1, n1), new Proportion(x2, n2));
    }

    /** Newcombe 1998, Statistics in Medicine 17:873-890, table II, method 10, rows a to h. */
    @ParameterizedTest
    @CsvSource({
        "56, 70, 48, 80, 0.0524, 0.3339",
        "9, 10, 3, 10, 0.1705, 0.8090",
        "6, 7, 2, 7, 0.0582, 0.8062",
        "5, 56, 0, 29, -0.0381, 0.1926",
        "0, 10, 0, 20, -0.1611, 0.2775",
        "0, 10, 0, 10, -0.2775, 0.2775",
        "10, 10, 0, 20, 0.6791, 1.0000",
        "10, 10, 0, 10, 0.6075, 1.0000"
    })
    void reproducesNewcombesTableOfDifferences(
            long x1, long n1, long x2, long n2, double lower, double upper) {
        Interval interval = measured(of(x1, n1, x2, n2).difference()).interval();

        assertThat(interval.lower()).isCloseTo(lower, within(0.00005));
        assertThat(interval.upper()).isCloseTo(upper, within(0.00005));
    }

    /** Adult training file, women against men; intervals computed with an independent program. */
    @Test
    void reproducesTheIntervalsOfAdultBySex() {
        ProportionContrast contrast = of(1179, 10771, 6662, 21790);

        Estimate.Measured difference = measured(contrast.difference());
        assertThat(difference.value()).isCloseTo(-0.196275988, within(5e-10));
        assertThat(difference.interval().lower()).isCloseTo(-0.2047013, within(5e-8));
        assertThat(difference.interval().upper()).isCloseTo(-0.1877068, within(5e-8));
        assertThat(difference.n()).isEqualTo(32561);

        Estimate.Measured ratio = measured(contrast.ratio());
        assertThat(ratio.value()).isCloseTo(0.358022550, within(5e-10));
        assertThat(ratio.interval().lower()).isCloseTo(0.3380297, within(5e-8));
        assertThat(ratio.interval().upper()).isCloseTo(0.3791979, within(5e-8));
    }

    @Test
    void aRatioOfNoSuccessesIsZeroWithAnUpperBound() {
        Estimate.Measured ratio = measured(of(0, 10, 5, 10).ratio());

        assertThat(ratio.value()).isZero();
        assertThat(ratio.interval().lower()).isZero();
        assertThat(ratio.interval().upper()).isGreaterThan(0.5).isFinite();
    }

    @Test
    void aRatioToNoSuccessesIsUndefinedAndSaysWhy() {
        assertThat(of(5, 10, 0, 10).ratio())
                .isEqualTo(new Estimate.Undefined("the group compared with has a rate of 0", 20));
    }

    @Test
    void aRatioOfTwoFullRatesKeepsAWidth() {
        Estimate.Measured ratio = measured(of(10, 10, 8, 8).ratio());

        assertThat(ratio.value()).isEqualTo(1);
        assertThat(ratio.interval().lower()).isLessThan(0.95);
        assertThat(ratio.interval().upper()).isGreaterThan(1.05);
    }

    @Test
    void anEmptyGroupMakesBothUndefined() {
        assertThat(of(0, 0, 5, 10).difference()).isInstanceOf(Estimate.Undefined.class);
        assertThat(of(5, 10, 0, 0).ratio()).isInstanceOf(Estimate.Undefined.class);
    }

    /**
     * The bar for intervals: coverage of 2000 simulated samples within [0.93, 0.97]. The bands of
     * the two methods at n = 150 are known to be narrow around 0.95 (Newcombe 1998, table III).
     */
    @Test
    void coversTheTruthAboutAsOftenAsItClaims() {
        long seed = 20260311;
        SplittableRandom random = new SplittableRandom(seed);
        int differences = 0;
        int ratios = 0;
        int samples = 2000;
        for (int i = 0; i < samples; i++) {
            ProportionContrast contrast =
                    of(binomial(random, 150, 0.4), 150, binomial(random, 300, 0.6), 300);
            differences += measured(contrast.difference()).interval().contains(-0.2) ? 1 : 0;
            ratios += measured(contrast.ratio()).interval().contains(0.4 / 0.6) ? 1 : 0;
        }
        assertThat(differences / (double) samples).as("seed %d", seed).isBetween(0.93, 0.97);
        assertThat(ratios / (double) samples).as("seed %d", seed).isBetween(0.93, 0.97);
    }

    private static long binomial(SplittableRandom random, int n, double p) {
        return random.doubles(n).filter(u -> u < p).count();
    }

    private static Estimate.Measured measured(Estimate estimate) {
        return (Estimate.Measured) estimate;
    }
}
