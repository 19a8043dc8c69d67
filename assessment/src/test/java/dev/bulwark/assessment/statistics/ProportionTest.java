package dev.bulwark.assessment.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionTest {

    /** Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3. */
    @ParameterizedTest
    @CsvSource({
        "81, 263, 0.2553, 0.3662",
        "15, 148, 0.0624, 0.1605",
        "0, 20, 0.0000, 0.1611",
        "1, 29, 0.0061, 0.1718"
    })
    void reproducesNewcombesTableOfSingleProportions(
            long successes, long n, double lower, double upper) {
        Interval interval = new Proportion(successes, n).wilson(0.95);

        assertThat(interval.lower()).isCloseTo(lower, within(0.00005));
        assertThat(interval.upper()).isCloseTo(upper, within(0.00005));
    }

    @Test
    void holdsExactlyTheSharesThatTheScoreTestDoesNotReject() {
        // Slow oracle: the interval inverts |x - n p| <= z sqrt(n p (1 - p)), Wilson 1927.
        double z = StandardNormal.twoSided(0.95);
        for (int n = 1; n <= 25; n++) {
            for (int x = 0; x <= n; x++) {
                Interval interval = new Proportion(x, n).wilson(0.95);
                for (int step = 1; step < 400; step++) {
                    double p = step / 400.0;
                    boolean accepted = Math.abs(x - n * p) <= z * Math.sqrt(n * p * (1 - p));
                    assertThat(interval.contains(p))
                            .as("%d of %d at %s", x, n, p)
                            .isEqualTo(accepted);
                }
            }
        }
    }

    @Test
    void saysNothingOfAnEmptyGroup() {
        assertThat(new Proportion(0, 0).estimate())
                .isEqualTo(new Estimate.Undefined("no observations", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Proportion(0, 0).wilson(0.95));
    }

    @Test
    void refusesMoreSuccessesThanObservations() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Proportion(3, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> new Proportion(-1, 2));
    }
}
