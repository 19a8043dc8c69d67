package dev.bulwark.assessment.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.bulwark.assessment.scoring.Predictions;
import dev.bulwark.assessment.statistics.Estimate;
import dev.bulwark.kernel.json.Json;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PerformanceAssessmentTest {
    private static final PerformanceSettings SETTINGS = PerformanceSettings.withSeed(7);
    private static final Instant NOON = Instant.parse("2026-03-11T12:00:00Z");

    private static Predictions binary(double... probabilityOfOne) {
        float[] both = new float[probabilityOfOne.length * 2];
        int[] labels = new int[probabilityOfOne.length];
        for (int row = 0; row < labels.length; row++) {
            both[2 * row] = (float) (1 - probabilityOfOne[row]);
            both[2 * row + 1] = (float) probabilityOfOne[row];
            labels[row] = probabilityOfOne[row] > 0.5 ? 1 : 0;
        }
        return Predictions.of(2, both, labels);
    }

    /**
     * Brier 1950, Monthly Weather Review 78:1, table 1: ten forecasts of rain, P = 0.19 summed over
     * both classes, so half of it for one.
     */
    @Test
    void reproducesBriersForecasts() {
        PerformanceReport report =
                PerformanceAssessment.of(
                        new int[] {0, 1, 1, 1, 0, 0, 0, 0, 0, 0},
                        binary(0.7, 0.9, 0.8, 0.4, 0.2, 0, 0, 0, 0, 0.1),
                        List.of("dry", "rain"),
                        1,
                        SETTINGS);

        assertThat(value(report.brier())).isCloseTo(0.095, within(1e-7));
    }

    /** The example of scikit-learn's documentation of log_loss: 0.21616. */
    @Test
    void reproducesALogarithmicLoss() {
        PerformanceReport report =
                PerformanceAssessment.of(
                        new int[] {1, 0, 0, 1},
                        binary(0.9, 0.1, 0.2, 0.65),
                        List.of("ham", "spam"),
                        1,
                        SETTINGS);

        assertThat(value(report.logLoss())).isCloseTo(0.21616, within(5e-6));
    }

    @Test
    void keepsTheLossFiniteWhereTheModelWasCertainAndWrong() {
        PerformanceReport report =
                PerformanceAssessment.of(
                        new int[] {1, 0}, binary(0, 1), List.of("a", "b"), 1, SETTINGS);

        assertThat(value(report.logLoss())).isCloseTo(15.942385, within(1e-6));
    }

    /** The example of scikit-learn's documentation of balanced_accuracy_score: 0.625. */
    @Test
    void reproducesABalancedAccuracy() {
        PerformanceReport report =
                PerformanceAssessment.of(
                        new int[] {0, 1, 0, 0, 1, 0},
                        binary(0, 1, 0, 0, 0, 1),
                        List.of("a", "b"),
                        1,
                        SETTINGS);

        assertThat(value(report.balancedAccuracy())).isEqualTo(0.625);
    }

    /** The example of scikit-learn's documentation of confusion_matrix. */
    @Test
    void countsConfusionsByTrueThenGivenClass() {
        ConfusionMatrix confusion =
                ConfusionMatrix.of(3, new int[] {2, 0, 2, 2, 0, 1}, new int[] {0, 0, 2, 2, 0, 2});

        assertThat(confusion.toJson()).isEqualTo(Json.parse("[[2,0,0],[0,0,1],[1,0,2]]"));
        assertThat(confusion.precision(1).estimate()).isInstanceOf(Estimate.Undefined.class);
    }

    @Test
    void writesFactsWithBoundsAndSeriesToDraw() {
        SplittableRandom random = new SplittableRandom(1);
        double[] p = random.doubles(500).toArray();
        int[] labels = new int[500];
        for (int row = 0; row < 500; row++) {
            labels[row] = random.nextDouble() < p[row] ? 1 : 0;
        }
        PerformanceReport report =
                PerformanceAssessment.of(labels, binary(p), List.of("bad", "good"), 1, SETTINGS);

        Json.Obj result = report.evidence(NOON).result();

        for (String fact : List.of("accuracy", "balanced_accuracy", "auc", "brier", "log_loss")) {
            assertThat(result.number(fact))
                    .as(fact)
                    .isBetween(result.number(fact + "_lower"), result.number(fact + "_upper"));
        }
        assertThat(result.integer("n")).isEqualTo(500);
        assertThat(result.number("ece_lower")).isGreaterThanOrEqualTo(0);
        assertThat(result.objects("reliability")).hasSize(10);
        assertThat(result.objects("roc").getFirst().array("true_positive_rate"))
                .hasSizeLessThanOrEqualTo(200);
        assertThat(report.evidence(NOON).predicateType())
                .isEqualTo("https://bulwark.dev/evidence/performance/v1");
        assertThat(report.evidence(NOON).result().canonical()).isEqualTo(result.canonical());
    }

    @Test
    void leavesAFactOutThatTheRowsDoNotGive() {
        PerformanceReport report =
                PerformanceAssessment.of(
                        new int[] {1, 1, 1}, binary(0.9, 0.8, 0.2), List.of("a", "b"), 1, SETTINGS);

        assertThat(report.evidence(NOON).result().get("auc")).isEmpty();
        assertThat(report.evidence(NOON).result().get("accuracy")).isPresent();
    }

    @Test
    void keepsFewPointsOfManyCurves() {
        SplittableRandom random = new SplittableRandom(2);
        float[] uniform = new float[1000 * 10];
        Arrays.fill(uniform, 0.1f);
        int[] labels = random.ints(1000, 0, 10).toArray();
        List<String> digits = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

        PerformanceReport report =
                PerformanceAssessment.of(
                        labels, Predictions.of(10, uniform, labels), digits, 0, SETTINGS);

        assertThat(value(report.auc())).isCloseTo(0.5, within(1e-12));
        assertThat(value(report.brier())).isCloseTo(0.9, within(1e-6));
        int points =
                report.evidence(NOON).result().objects("roc").stream()
                        .mapToInt(curve -> curve.array("true_positive_rate").size())
                        .sum();
        assertThat(points).isLessThanOrEqualTo(200);
    }

    @Test
    void refusesAnswersThatDoNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        PerformanceAssessment.of(
                                new int[] {1}, binary(1, 0), List.of("a", "b"), 1, SETTINGS));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Predictions.of(2, new float[] {0.5f, 0.6f}, new int[] {0}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Predictions.of(2, new float[] {Float.NaN, 1}, new int[] {0}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Predictions.of(2, new float[] {0.5f, 0.5f}, new int[] {2}));
    }

    private static double value(Estimate estimate) {
        return estimate.point().orElseThrow();
    }
}
