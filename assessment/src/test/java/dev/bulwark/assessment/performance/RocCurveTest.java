package dev.bulwark.assessment.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.bulwark.assessment.statistics.Estimate;
import dev.bulwark.assessment.statistics.StandardNormal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RocCurveTest {

    /**
     * Hanley and McNeil 1982, Radiology 143:29-36, table I: five-point ratings of 109 images. Area
     * 0.893 there; area 0.8932, DeLong standard error 0.0307 and interval [0.83295, 0.95339] in the
     * Stata manual, entry roctab, which uses the same table.
     */
    @Test
    void reproducesTheRatingsOfHanleyAndMcNeil() {
        int[] normal = {33, 6, 6, 11, 2};
        int[] abnormal = {3, 2, 2, 11, 33};
        double[] scores = new double[109];
        boolean[] positive = new boolean[109];
        int row = 0;
        for (int rating = 0; rating < 5; rating++) {
            for (int i = 0; i < normal[rating] + abnormal[rating]; i++) {
                scores[row] = rating + 1;
                positive[row++] = i >= normal[rating];
            }
        }

        Estimate.Measured area = measured(RocCurve.of(scores, positive).area());

        assertThat(area.value()).isCloseTo(0.8932, within(0.00005));
        assertThat(standardError(area)).isCloseTo(0.0307, within(0.00005));
        assertThat(area.interval().lower()).isCloseTo(0.83295, within(0.000005));
        assertThat(area.interval().upper()).isCloseTo(0.95339, within(0.000005));
    }

    /** The example of scikit-learn's documentation of roc_auc_score. */
    @Test
    void reproducesAFourRowExample() {
        RocCurve curve =
                RocCurve.of(
                        new double[] {0.1, 0.4, 0.35, 0.8},
                        new boolean[] {false, false, true, true});

        assertThat(measured(curve.area()).value()).isEqualTo(0.75);
    }

    /** Slow oracle: DeLong's equations 3 to 6, every pair of rows compared. */
    @Test
    void equalsTheDefinitionOverAllPairs() {
        for (long seed = 1; seed <= 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int n = 4 + random.nextInt(60);
            double[] scores = random.ints(n, 0, 1 + random.nextInt(20)).asDoubleStream().toArray();
            boolean[] positive = new boolean[n];
            for (int i = 0; i < n; i++) {
                positive[i] = i < 2 || (i >= 4 && random.nextBoolean());
            }
            double[] expected = definition(scores, positive);

            Estimate.Measured area = measured(RocCurve.of(scores, positive).area());

            assertThat(area.value()).as("seed %d", seed).isCloseTo(expected[0], within(1e-12));
            if (area.interval().lower() > 0 && area.interval().upper() < 1 && expected[1] > 0) {
                assertThat(standardError(area))
                        .as("seed %d", seed)
                        .isCloseTo(Math.sqrt(expected[1]), within(1e-12));
            }
        }
    }

    private static double[] definition(double[] scores, boolean[] positive) {
        List<Double> over = new ArrayList<>();
        List<Double> under = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            double wins = 0;
            int others = 0;
            for (int j = 0; j < scores.length; j++) {
                if (positive[i] != positive[j]) {
                    double high = positive[i] ? scores[i] : scores[j];
                    double low = positive[i] ? scores[j] : scores[i];
                    wins += high > low ? 1 : high == low ? 0.5 : 0;
                    others++;
                }
            }
            (positive[i] ? over : under).add(wins / others);
        }
        double area = over.stream().mapToDouble(v -> v).average().orElseThrow();
        return new double[] {area, spread(over, area) + spread(under, area)};
    }

    private static double spread(List<Double> values, double mean) {
        double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        return squares / (values.size() - 1) / values.size();
    }

    @Test
    void doesNotClaimCertaintyWhereTheClassesSeparateEntirely() {
        RocCurve curve =
                RocCurve.of(
                        new double[] {1, 2, 3, 4, 5, 6},
                        new boolean[] {false, false, false, true, true, true});

        Estimate.Measured area = measured(curve.area());

        assertThat(area.value()).isEqualTo(1);
        assertThat(area.interval().upper()).isEqualTo(1);
        assertThat(area.interval().lower()).isLessThan(0.5);
    }

    @Test
    void averagesClassesAndLeavesOutThoseThatDoNotOccur() {
        double[] scores = {0.1, 0.4, 0.35, 0.8};
        RocCurve some = RocCurve.of(scores, new boolean[] {false, false, true, true});
        RocCurve none = RocCurve.of(scores, new boolean[4]);

        assertThat(RocCurve.macro(List.of(some, none))).isEqualTo(some.area());
        assertThat(RocCurve.macro(List.of(none))).isInstanceOf(Estimate.Undefined.class);
        assertThat(none.points(10)).isEmpty();
    }

    @Test
    void coversTheTruthOfThreeClassesAboutAsOftenAsItClaims() {
        // Scores of class k: a unit normal, one higher for rows of the class: area Phi(1/sqrt 2).
        double truth = 0.7602499389065233;
        long seed = 4711;
        SplittableRandom random = new SplittableRandom(seed);
        int covered = 0;
        int samples = 2000;
        for (int s = 0; s < samples; s++) {
            List<RocCurve> curves = new ArrayList<>();
            for (int k = 0; k < 3; k++) {
                double[] scores = new double[150];
                boolean[] own = new boolean[150];
                for (int row = 0; row < 150; row++) {
                    own[row] = row % 3 == k;
                    scores[row] =
                            StandardNormal.quantile(random.nextDouble(1e-12, 1))
                                    + (own[row] ? 1 : 0);
                }
                curves.add(RocCurve.of(scores, own));
            }
            covered += measured(RocCurve.macro(curves)).interval().contains(truth) ? 1 : 0;
        }
        assertThat(covered / (double) samples).as("seed %d", seed).isBetween(0.93, 0.97);
    }

    @Test
    void drawsFromCornerToCornerWithinTheLimit() {
        double[] scores = new SplittableRandom(3).doubles(5000).toArray();
        boolean[] positive = new boolean[5000];
        for (int i = 0; i < 5000; i++) {
            positive[i] = i % 3 == 0;
        }
        List<RocCurve.Point> points = RocCurve.of(scores, positive).points(200);

        assertThat(points).hasSize(200);
        assertThat(points.getFirst()).isEqualTo(new RocCurve.Point(0, 0));
        assertThat(points.getLast()).isEqualTo(new RocCurve.Point(1, 1));
        for (int i = 1; i < points.size(); i++) {
            assertThat(points.get(i).truePositiveRate())
                    .isGreaterThanOrEqualTo(points.get(i - 1).truePositiveRate());
        }
    }

    @Test
    void refusesNaNAndUnequalLengths() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RocCurve.of(new double[] {Double.NaN}, new boolean[1]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RocCurve.of(new double[2], new boolean[1]));
    }

    private static double standardError(Estimate.Measured area) {
        return (area.interval().upper() - area.interval().lower())
                / 2
                / StandardNormal.twoSided(0.95);
    }

    private static Estimate.Measured measured(Estimate estimate) {
        return (Estimate.Measured) estimate;
    }
}
