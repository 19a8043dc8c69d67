package dev.bulwark.assessment.performance;

import dev.bulwark.assessment.scoring.Predictions;
import dev.bulwark.assessment.statistics.Bootstrap;
import dev.bulwark.assessment.statistics.Estimate;
import dev.bulwark.assessment.statistics.Interval;
import dev.bulwark.kernel.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures a model's answers against the truth. Accuracy has Wilson's interval, the area under the
 * curve DeLong's, means a percentile bootstrap, calibration error that of {@link Reliability}.
 */
public final class PerformanceAssessment {
    /**
     * A stated probability below this counts as this in the logarithmic loss: the spacing of single
     * precision at 1, below which a softmax cannot tell its answer from certainty.
     */
    static final double LEAST_PROBABILITY = Math.ulp(1f);

    private final int[] actual;
    private final Predictions predictions;
    private final List<String> classes;
    private final int positive;
    private final PerformanceSettings settings;

    private PerformanceAssessment(
            int[] actual,
            Predictions predictions,
            List<String> classes,
            int positive,
            PerformanceSettings settings) {
        this.actual = actual;
        this.predictions = predictions;
        this.classes = classes;
        this.positive = positive;
        this.settings = settings;
    }

    /**
     * Measures answers to the rows of a table with a label. The positive class of a two-class model
     * is the schema's favourable one, or the second if none is named.
     *
     * @param rows at least one, none of which the model was fitted to
     * @param predictions the answers to them, in order
     */
    public static PerformanceReport of(
            Table rows, Predictions predictions, PerformanceSettings settings) {
        List<String> classes = rows.schema().classes();
        int favourable = classes.indexOf(rows.schema().favourable());
        return of(
                rows.labels(),
                predictions,
                classes,
                favourable < 0 ? classes.size() - 1 : favourable,
                settings);
    }

    /**
     * Measures answers against labels.
     *
     * @param labels the true class of each row, at least one row
     * @param predictions the answers, in the same order
     * @param classes the names of the classes, {@code >= 2}
     * @param positive code of the positive class; matters for two classes only
     * @throws IllegalArgumentException if these do not fit each other
     */
    public static PerformanceReport of(
            int[] labels,
            Predictions predictions,
            List<String> classes,
            int positive,
            PerformanceSettings settings) {
        if (labels.length == 0 || labels.length != predictions.rows()) {
            throw new IllegalArgumentException(
                    "%d labels do not fit %d answers, or there are none"
                            .formatted(labels.length, predictions.rows()));
        }
        if (classes.size() != predictions.classes()) {
            throw new IllegalArgumentException(
                    "the model answers with %d classes, the schema has %d"
                            .formatted(predictions.classes(), classes.size()));
        }
        if (positive < 0 || positive >= classes.size()) {
            throw new IllegalArgumentException("there is no class " + positive);
        }
        return new PerformanceAssessment(
                        labels.clone(), predictions, List.copyOf(classes), positive, settings)
                .measure();
    }

    private PerformanceReport measure() {
        ConfusionMatrix confusion =
                ConfusionMatrix.of(classes.size(), actual, predictions.labels());
        List<RocCurve> curves = new ArrayList<>();
        for (int k = 0; k < classes.size(); k++) {
            curves.add(curve(k));
        }
        boolean binary = classes.size() == 2;
        Reliability reliability = reliability();
        Bootstrap bootstrap = settings.bootstrap();
        return new PerformanceReport(
                settings,
                classes,
                binary ? classes.get(positive) : "",
                confusion,
                balancedAccuracy(confusion),
                binary ? curves.get(positive).area() : RocCurve.macro(curves),
                mean(brierByRow()),
                mean(lossByRow()),
                reliability.expectedCalibrationError(bootstrap),
                reliability.bins(),
                binary ? List.of(curves.get(positive)) : curves);
    }

    private RocCurve curve(int k) {
        double[] scores = new double[actual.length];
        boolean[] own = new boolean[actual.length];
        for (int row = 0; row < actual.length; row++) {
            scores[row] = predictions.probability(row, k);
            own[row] = actual[row] == k;
        }
        return RocCurve.of(scores, own);
    }

    /** Two classes: the positive class's probability. More: that of the label given. */
    private Reliability reliability() {
        double[] stated = new double[actual.length];
        boolean[] came = new boolean[actual.length];
        for (int row = 0; row < actual.length; row++) {
            int k = classes.size() == 2 ? positive : predictions.label(row);
            stated[row] = predictions.probability(row, k);
            came[row] = actual[row] == k;
        }
        return Reliability.of(stated, came, settings.calibrationBins());
    }

    /**
     * Squared distance from the truth; for two classes that of the positive class alone, which is
     * half of Brier's sum over both.
     */
    private double[] brierByRow() {
        double[] byRow = new double[actual.length];
        for (int row = 0; row < actual.length; row++) {
            for (int k = 0; k < classes.size(); k++) {
                double error = predictions.probability(row, k) - (actual[row] == k ? 1 : 0);
                if (classes.size() > 2 || k == positive) {
                    byRow[row] += error * error;
                }
            }
        }
        return byRow;
    }

    private double[] lossByRow() {
        return IntStream.range(0, actual.length)
                .mapToDouble(row -> predictions.probability(row, actual[row]))
                .map(p -> -Math.log(Math.max(p, LEAST_PROBABILITY)))
                .toArray();
    }

    private Estimate mean(double[] byRow) {
        int n = byRow.length;
        Interval interval =
                settings.bootstrap()
                        .percentile(
                                n,
                                times -> {
                                    double sum = 0;
                                    for (int row = 0; row < n; row++) {
                                        sum += times[row] * byRow[row];
                                    }
                                    return sum / n;
                                });
        return new Estimate.Measured(Arrays.stream(byRow).sum() / n, interval, n);
    }

    /** Mean recall over the classes that occur. */
    private Estimate balancedAccuracy(ConfusionMatrix confusion) {
        double value =
                IntStream.range(0, classes.size())
                        .mapToObj(confusion::recall)
                        .filter(recall -> recall.n() > 0)
                        .mapToDouble(recall -> recall.value())
                        .average()
                        .orElseThrow();
        Interval interval = settings.bootstrap().percentile(actual.length, this::meanRecall);
        return new Estimate.Measured(value, interval, actual.length);
    }

    private double meanRecall(int[] times) {
        long[] support = new long[classes.size()];
        long[] right = new long[classes.size()];
        for (int row = 0; row < times.length; row++) {
            support[actual[row]] += times[row];
            right[actual[row]] += actual[row] == predictions.label(row) ? times[row] : 0;
        }
        double sum = 0;
        int present = 0;
        for (int k = 0; k < support.length; k++) {
            if (support[k] > 0) {
                sum += (double) right[k] / support[k];
                present++;
            }
        }
        return sum / present;
    }
}
