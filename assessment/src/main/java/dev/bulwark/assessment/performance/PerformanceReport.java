package dev.bulwark.assessment.performance;

import dev.bulwark.assessment.statistics.Estimate;
import dev.bulwark.assessment.statistics.Facts;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * How well a model predicts.
 *
 * @param settings how it was measured
 * @param classes names of the classes, in code order
 * @param positive the positive class of a two-class model, else empty
 * @param confusion the counts
 * @param balancedAccuracy mean recall over the classes that occur
 * @param auc area under the curve of the positive class; more than two classes: mean over each
 *     against the rest
 * @param brier mean squared error of the positive class's probability, in [0, 1]; more than two
 *     classes: Brier's sum over all, in [0, 2]
 * @param logLoss mean cross-entropy, in nats
 * @param ece expected calibration error, in [0, 1]
 * @param reliability the bins behind it
 * @param curves one curve for two classes, else one a class
 */
public record PerformanceReport(
        PerformanceSettings settings,
        List<String> classes,
        String positive,
        ConfusionMatrix confusion,
        Estimate balancedAccuracy,
        Estimate auc,
        Estimate brier,
        Estimate logLoss,
        Estimate ece,
        List<Reliability.Bin> reliability,
        List<RocCurve> curves) {

    /** The kind of evidence: a measurement, no practice of its own. */
    public static final String KIND = "performance";

    /** Points over all curves that evidence keeps: enough to draw, small enough to sign. */
    private static final int MOST_POINTS = 200;

    private static final int FEWEST_POINTS_A_CURVE = 8;

    public PerformanceReport {
        classes = List.copyOf(classes);
        reliability = List.copyOf(reliability);
        curves = List.copyOf(curves);
    }

    /** Rows given their own class, with Wilson's interval. */
    public Estimate accuracy() {
        return confusion.accuracy().estimate();
    }

    /**
     * The evidence: facts {@code n, class_count, accuracy, balanced_accuracy, auc, brier, log_loss,
     * ece}, each but the first two with {@code _lower} and {@code _upper}, and {@code
     * majority_share}: the accuracy of always giving the most frequent class. A fact without a
     * value is absent, so that a gate asking for it refuses.
     *
     * @param at when it was measured
     */
    public PracticeEvidence evidence(Instant at) {
        long n = confusion.accuracy().n();
        long majority =
                IntStream.range(0, classes.size())
                        .mapToLong(confusion::support)
                        .max()
                        .orElseThrow();
        Facts facts =
                new Facts()
                        .put("n", n)
                        .put("class_count", classes.size())
                        .put("accuracy", accuracy())
                        .put("balanced_accuracy", balancedAccuracy)
                        .put("auc", auc)
                        .put("brier", brier)
                        .put("log_loss", logLoss)
                        .put("ece", ece)
                        .put("majority_share", (double) majority / n)
                        .put("positive_class", positive)
                        .put("classes", Json.arr(classes))
                        .put("per_class", perClass())
                        .put("confusion_matrix", confusion.toJson())
                        .put(
                                "reliability",
                                Json.arr(
                                        reliability.stream().map(Reliability.Bin::toJson).toList()))
                        .put("roc", roc());
        return new PracticeEvidence(
                KIND,
                Outcome.PASSED,
                at,
                settings.toJson(),
                facts.toJson(),
                OptionalLong.of(settings.bootstrap().seed()));
    }

    private Json.Arr perClass() {
        List<Json> rows = new ArrayList<>();
        for (int k = 0; k < classes.size(); k++) {
            rows.add(
                    Json.obj(
                            "class",
                            classes.get(k),
                            "support",
                            confusion.support(k),
                            "recall",
                            confusion.recall(k).estimate().toJson(),
                            "precision",
                            confusion.precision(k).estimate().toJson()));
        }
        return Json.arr(rows);
    }

    private Json.Arr roc() {
        int each = Math.max(FEWEST_POINTS_A_CURVE, MOST_POINTS / curves.size());
        List<Json> series = new ArrayList<>();
        for (int i = 0; i < curves.size() && series.size() * each < MOST_POINTS; i++) {
            List<RocCurve.Point> points = curves.get(i).points(each);
            series.add(
                    Json.obj(
                            "class",
                            positive.isEmpty() ? classes.get(i) : positive,
                            "area",
                            curves.get(i).area().toJson(),
                            "false_positive_rate",
                            points.stream().map(RocCurve.Point::falsePositiveRate).toList(),
                            "true_positive_rate",
                            points.stream().map(RocCurve.Point::truePositiveRate).toList()));
        }
        return Json.arr(series);
    }
}
