package dev.bulwark.assessment.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    private static final Bootstrap.Statistic SHARE_OF_FIRST_HALF =
            times -> {
                int half = times.length / 2;
                return Arrays.stream(times, 0, half).sum() / (double) times.length;
            };

    @Test
    void drawsAsManyRowsAsThereAre() {
        new Bootstrap(100, 1)
                .distribution(
                        17,
                        times -> {
                            assertThat(Arrays.stream(times).sum()).isEqualTo(17);
                            return 0;
                        });
    }

    @Test
    void givesTheSameIntervalForTheSameSeedAndAnotherForAnother() {
        Interval first = new Bootstrap(200, 7).percentile(1001, SHARE_OF_FIRST_HALF);

        assertThat(new Bootstrap(200, 7).percentile(1001, SHARE_OF_FIRST_HALF)).isEqualTo(first);
        assertThat(new Bootstrap(200, 8).percentile(1001, SHARE_OF_FIRST_HALF)).isNotEqualTo(first);
    }

    @Test
    void agreesWithTheNormalIntervalOfAMean() {
        // A share of one half of 400 rows: standard error 0.025, so +-0.049.
        Interval interval = new Bootstrap(4000, 3).percentile(400, SHARE_OF_FIRST_HALF);

        assertThat(interval.lower()).isCloseTo(0.451, within(0.004));
        assertThat(interval.upper()).isCloseTo(0.549, within(0.004));
    }

    @Test
    void leavesOutDrawsThatGiveNoValue() {
        double[] sorted =
                new Bootstrap(100, 1)
                        .distribution(3, times -> times[0] == 0 ? Double.NaN : times[0]);

        assertThat(sorted).hasSizeBetween(50, 90).isSorted().doesNotContain(Double.NaN);
    }

    /** Hyndman and Fan's definition 7; numpy.quantile([1, 2, 4, 8], [.1, .5, .9]). */
    @Test
    void interpolatesQuantilesLinearly() {
        double[] sorted = {1, 2, 4, 8};

        assertThat(Bootstrap.quantile(sorted, 0)).isEqualTo(1);
        assertThat(Bootstrap.quantile(sorted, 0.1)).isCloseTo(1.3, within(1e-12));
        assertThat(Bootstrap.quantile(sorted, 0.5)).isEqualTo(3);
        assertThat(Bootstrap.quantile(sorted, 0.9)).isCloseTo(6.8, within(1e-12));
        assertThat(Bootstrap.quantile(sorted, 1)).isEqualTo(8);
    }

    @Test
    void refusesTooFewReplicatesAndNoRows() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Bootstrap(99, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Bootstrap(100, 1).percentile(0, times -> 0));
    }
}
