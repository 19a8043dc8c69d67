package dev.bulwark.assessment.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bulwark.assessment.statistics.Estimate;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every metric keeps, those of other jars too. */
class FairnessMetricContractTest {
    static Stream<FairnessMetric> metrics() {
        return FairnessMetric.all().stream();
    }

    @Test
    void findsTheMetricsThatEvidenceNames() {
        assertThat(metrics().map(FairnessMetric::id))
                .isSorted()
                .doesNotHaveDuplicates()
                .contains(
                        "selection_rate",
                        "true_positive_rate",
                        "false_positive_rate",
                        "statistical_parity_difference",
                        "disparate_impact",
                        "equal_opportunity_difference");
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void isNamedAndDefined(FairnessMetric metric) {
        assertThat(metric.id()).matches("[a-z]+(_[a-z]+)*");
        assertThat(metric.definition()).hasSizeGreaterThan(20).endsWith(".");
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void staysInItsRangeAndHoldsItsValueForAnyCounts(FairnessMetric metric) {
        long seed = 17;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 3000; i++) {
            GroupCounts group = counts(random);
            GroupCounts other = counts(random);
            switch (metric.measure(group, other)) {
                case Estimate.Undefined(String why, _) -> assertThat(why).isNotBlank();
                case Estimate.Measured(double value, var interval, _) -> {
                    assertThat(interval.contains(value)).as("seed %d: %s", seed, group).isTrue();
                    switch (metric.form()) {
                        case RATE -> assertThat(value).isBetween(0.0, 1.0);
                        case DIFFERENCE -> assertThat(value).isBetween(-1.0, 1.0);
                        case RATIO -> assertThat(value).isGreaterThanOrEqualTo(0);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void saysTheOppositeTheOtherWayRound(FairnessMetric metric) {
        GroupCounts group = new GroupCounts("a", 30, 12, 41, 17);
        GroupCounts other = new GroupCounts("b", 55, 8, 20, 11);
        double forth = metric.measure(group, other).point().orElseThrow();
        double back = metric.measure(other, group).point().orElseThrow();

        switch (metric.form()) {
            case RATE -> assertThat(forth).isEqualTo(metric.share(group).value());
            case DIFFERENCE -> assertThat(forth + back).isCloseTo(0, within(1e-12));
            case RATIO -> assertThat(forth * back).isCloseTo(1, within(1e-12));
        }
    }

    private static GroupCounts counts(SplittableRandom random) {
        int bound = 1 + random.nextInt(12);
        return new GroupCounts(
                "g",
                random.nextInt(bound),
                random.nextInt(bound),
                random.nextInt(bound),
                random.nextInt(bound));
    }
}
