package dev.bulwark.assessment.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bulwark.assessment.TestModels;
import dev.bulwark.assessment.robustness.threat.PerturbationBudget;
import dev.bulwark.assessment.robustness.threat.PerturbationRegion;
import dev.bulwark.assessment.robustness.threat.PerturbationSpace;
import dev.bulwark.assessment.scoring.ServedModel;
import dev.bulwark.kernel.Progress;
import dev.bulwark.kernel.model.ModelArtifact;
import dev.bulwark.kernel.table.Table;
import dev.bulwark.onnx.run.RowFeeds;
import dev.bulwark.onnx.run.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * For a linear model the worst case in the maximum norm is known: the margin falls by epsilon times
 * the sum of the weights' magnitudes (Goodfellow et al. 2015, section 5), in standardised units.
 */
class LinearModelTest {
    private static final float[] WEIGHTS = {0.8f, -0.4f, 0.3f, 1.1f};
    private static final double A = -1.2;
    private static final double B = 0.8;
    private static final double BIAS = 0.35;
    private static final double L1 = 2.0;

    private static ModelArtifact model(float factor) {
        float[] weights = WEIGHTS.clone();
        float[] bias = {0, (float) BIAS * factor};
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= factor;
        }
        return TestModels.linear(weights, bias);
    }

    private static double margin(Table rows, int row) {
        double a = (rows.numbers("a").at(row) - 3) / 2;
        double b = (rows.numbers("b").at(row) + 10) / 50;
        return A * a + B * b + BIAS;
    }

    /** Rows labelled by the model itself, so that all are answered rightly. */
    private static Table rows() {
        Table rows = TestModels.rows(TestModels.PLANE, 400, 21);
        int[] labels = IntStream.range(0, 400).map(row -> margin(rows, row) > 0 ? 1 : 0).toArray();
        return TestModels.relabelled(rows, labels);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 1.5, 3})
    void breaksExactlyTheRowsThatTheClosedFormBreaks(double epsilon) {
        Table rows = rows();
        RobustnessSettings settings =
                new RobustnessSettings(
                        PerturbationBudget.linf(epsilon),
                        List.of(),
                        List.of("fgsm", "pgd", "pgd-margin"),
                        AttackEffort.of(40, 1),
                        1000,
                        3);

        RobustnessReport report =
                (RobustnessReport)
                        RobustnessAssessment.run(
                                model(1),
                                rows,
                                TestModels.PLANE_PREPARATION,
                                settings,
                                Progress.silent());

        int certain = 0;
        for (RowOutcome row : report.rows()) {
            double slack = Math.abs(margin(rows, row.row())) - epsilon * L1;
            if (Math.abs(slack) > 1e-3) {
                assertThat(row.isRobust())
                        .as("row %d, slack %s", row.row(), slack)
                        .isEqualTo(slack > 0);
                certain++;
            }
        }
        assertThat(certain).isGreaterThan(390);
        assertThat(report.robustAgainst().get("pgd"))
                .isEqualTo(report.robustAgainst().get("fgsm"))
                .isEqualTo(report.robustAgainst().get("pgd-margin"));
    }

    @Test
    void fastGradientAndDescentBothReachTheOptimum() {
        Table rows = rows();
        try (ServedModel served = ServedModel.open(model(1));
                Probe probe = new Probe(served, rows, 0.7)) {
            AttackTask task = probe.task(new ProjectedGradientDescent());
            IteratedAscent ascent = new IteratedAscent(task, AttackLoss.CROSS_ENTROPY);

            probe.assertOptimal(FastGradientSign.points(task), rows, 0.7);
            probe.assertOptimal(ascent.ascend(ascent.randomStart()).getLast(), rows, 0.7);
        }
    }

    /**
     * Scaled by 1e4, the softmax saturates and the gradient of cross-entropy is 0 in single
     * precision: robust in appearance only. The margin's gradient sees through it, and the report
     * says so.
     */
    @Test
    void tellsAVanishedGradientFromRobustness() {
        Table rows = rows();
        RobustnessSettings settings =
                new RobustnessSettings(
                        PerturbationBudget.linf(1),
                        List.of(),
                        List.of("fgsm", "pgd-margin"),
                        AttackEffort.of(40, 1),
                        1000,
                        3);

        RobustnessReport report =
                (RobustnessReport)
                        RobustnessAssessment.run(
                                model(1e4f),
                                rows,
                                TestModels.PLANE_PREPARATION,
                                settings,
                                Progress.silent());

        int truly =
                (int)
                        IntStream.range(0, 400)
                                .filter(row -> Math.abs(margin(rows, row)) > L1)
                                .count();
        assertThat(report.robustAgainst().get("fgsm")).isGreaterThan(truly + 20);
        assertThat(report.robustAgainst().get("pgd-margin")).isBetween(truly - 1, truly + 1);
        assertThat(report.flatRows()).isGreaterThan(100);
        assertThat(report.maskingSuspected()).isTrue();
    }

    /** A task outside a run, with its own gradients. */
    private static final class Probe implements AutoCloseable {
        private final ServedModel served;
        private final Table rows;
        private final PerturbationRegion region;
        private final Map<String, Tensor> feeds;
        private final int[] truth;
        private final InputGradients gradients;

        Probe(ServedModel served, Table rows, double epsilon) {
            PerturbationSpace space =
                    PerturbationSpace.of(TestModels.PLANE, TestModels.PLANE_PREPARATION);
            this.served = served;
            this.rows = rows;
            this.region = PerturbationRegion.of(space, PerturbationBudget.linf(epsilon), rows);
            this.feeds = RowFeeds.of(rows, 0, rows.rows());
            this.truth = rows.labels();
            this.gradients =
                    InputGradients.open(served.artifact().onnx(), space, AttackLoss.CROSS_ENTROPY);
        }

        AttackTask task(Attack attack) {
            return new AttackTask(
                    attack, AttackEffort.of(40, 2), region, rows, served, loss -> gradients, 9);
        }

        void assertOptimal(float[] points, Table rows, double epsilon) {
            region.requireKept(points, "test");
            Map<String, Tensor> moved = new HashMap<>(feeds);
            moved.putAll(region.feeds(points));
            float[] logits = served.logits(moved, truth.length);
            for (int row = 0; row < truth.length; row++) {
                double expected = epsilon * L1 - Math.abs(margin(rows, row));
                assertThat(AttackLoss.MARGIN.of(logits, row, 2, truth[row], 0))
                        .isCloseTo(expected, within(1e-3));
            }
        }

        @Override
        public void close() {
            gradients.close();
        }
    }
}
