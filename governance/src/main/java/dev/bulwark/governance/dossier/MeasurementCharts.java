package dev.bulwark.governance.dossier;

import dev.bulwark.governance.cards.ModelCard;
import dev.bulwark.governance.cards.Source;
import dev.bulwark.governance.chart.Axis;
import dev.bulwark.governance.chart.IntervalChart;
import dev.bulwark.governance.chart.LineChart;
import dev.bulwark.governance.chart.Point;
import dev.bulwark.governance.chart.Series;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Reads the series of evidence as charts. Evidence of another form than expected gives no chart
 * rather than a wrong one.
 */
final class MeasurementCharts {
    private static final int MOST_CURVES = 40;

    private final ModelCard card;

    MeasurementCharts(ModelCard card) {
        this.card = card;
    }

    Optional<Source> source(String kind) {
        return card.notes().stream().filter(note -> note.kind().equals(kind)).findFirst();
    }

    Optional<LineChart> roc() {
        return source("performance")
                .map(source -> {
                    List<Series> curves = new ArrayList<>();
                    for (int c = 0; c < MOST_CURVES; c++) {
                        String at = "/result/roc/" + c;
                        if (source.at(at).isEmpty()) {
                            break;
                        }
                        series(
                                        text(source, at + "/class"),
                                        numbers(source, at + "/false_positive_rate"),
                                        numbers(source, at + "/true_positive_rate"))
                                .ifPresent(curves::add);
                    }
                    return curves;
                })
                .filter(curves -> !curves.isEmpty())
                .map(curves ->
                        new LineChart(
                                "roc",
                                "ROC curve",
                                "True positive rate against false positive rate as the threshold"
                                        + " moves. Higher and further left is better.",
                                Axis.share("False positive rate"),
                                Axis.share("True positive rate"),
                                curves,
                                Optional.of(diagonal("guessing"))));
    }

    Optional<LineChart> reliability() {
        return source("performance")
                .map(source -> {
                    List<Point> points = new ArrayList<>();
                    for (int b = 0; source.at("/result/reliability/" + b).isPresent(); b++) {
                        String at = "/result/reliability/" + b;
                        OptionalDouble x = number(source, at + "/mean_stated");
                        if (x.isPresent()) {
                            estimate(source, at + "/observed", x.getAsDouble())
                                    .ifPresent(points::add);
                        }
                    }
                    return points;
                })
                .filter(MeasurementCharts::drawable)
                .map(points ->
                        new LineChart(
                                "reliability",
                                "Reliability",
                                "How often the event came about against how likely the model said"
                                        + " it was, with 95 % intervals. On the diagonal both"
                                        + " agree.",
                                Axis.share("Probability stated"),
                                Axis.share("Share observed"),
                                List.of(new Series("this model", points)),
                                Optional.of(diagonal("perfectly calibrated"))));
    }

    Optional<LineChart> robustness() {
        return source(Practice.ADVERSARIAL_TRAINING.id())
                .map(source -> {
                    List<Point> points = new ArrayList<>();
                    for (int i = 0; source.at("/result/curve/" + i).isPresent(); i++) {
                        String at = "/result/curve/" + i;
                        OptionalDouble x = number(source, at + "/epsilon");
                        if (x.isPresent()) {
                            estimate(source, at + "/accuracy", x.getAsDouble())
                                    .ifPresent(points::add);
                        }
                    }
                    return points;
                })
                .filter(MeasurementCharts::drawable)
                .map(points ->
                        new LineChart(
                                "robustness",
                                "Accuracy under attack",
                                "Accuracy against the radius an attacker may move the inputs by,"
                                        + " with 95 % intervals.",
                                Axis.around(
                                        "Radius, in standard deviations (pictures: of full scale)",
                                        points.stream().map(Point::x).toList()),
                                Axis.share("Accuracy"),
                                List.of(new Series("under the worst attack", points)),
                                Optional.empty()));
    }

    Optional<LineChart> training() {
        return source(Practice.REGULARIZATION.id())
                .map(source ->
                        Stream.of("train", "validation")
                                .flatMap(part -> {
                                    List<Double> losses =
                                            numbers(source, "/result/" + part + "_loss_by_epoch");
                                    return series(
                                            part.equals("train") ? "training" : part,
                                            Stream.iterate(1.0, epoch -> epoch + 1)
                                                    .limit(losses.size())
                                                    .toList(),
                                            losses)
                                            .stream();
                                })
                                .toList())
                .filter(lines -> !lines.isEmpty())
                .map(lines ->
                        new LineChart(
                                "training",
                                "Loss by epoch",
                                "Loss on the rows trained on and on the rows that steered"
                                        + " training. Lines that part show overfitting.",
                                Axis.around("Epoch", values(lines, true)),
                                Axis.around("Loss", values(lines, false)),
                                lines,
                                Optional.empty()));
    }

    private static List<Double> values(List<Series> lines, boolean x) {
        return lines.stream()
                .flatMap(line -> line.points().stream())
                .map(point -> x ? point.x() : point.y())
                .toList();
    }

    Optional<IntervalChart> groups() {
        return source(Practice.BIAS_AUDIT.id())
                .map(MeasurementCharts::groupRows)
                .filter(rows -> !rows.isEmpty())
                .map(rows ->
                        new IntervalChart(
                                "groups",
                                "Selection rate by group",
                                "Share of each group that gets the favourable outcome, with 95 %"
                                        + " intervals.",
                                Axis.share("Selection rate"),
                                rows));
    }

    private static List<IntervalChart.Row> groupRows(Source source) {
        List<IntervalChart.Row> rows = new ArrayList<>();
        for (int a = 0; source.at("/result/attributes/" + a).isPresent(); a++) {
            String attribute = "/result/attributes/" + a;
            String heading = text(source, attribute + "/attribute");
            for (int g = 0; source.at(attribute + "/groups/" + g).isPresent(); g++) {
                String at = attribute + "/groups/" + g;
                Optional<Point> rate = estimate(source, at + "/rates/selection_rate", 0);
                if (rate.isPresent() && rows.size() < IntervalChart.MOST_ROWS) {
                    rows.add(
                            new IntervalChart.Row(
                                    text(source, at + "/group"),
                                    rate.get().y(),
                                    rate.get().interval(),
                                    heading));
                    heading = "";
                }
            }
        }
        return rows;
    }

    private static boolean drawable(List<Point> points) {
        return !points.isEmpty() && points.size() <= Series.MOST_POINTS;
    }

    private static LineChart.Reference diagonal(String name) {
        return new LineChart.Reference(name, Point.of(0, 0), Point.of(1, 1));
    }

    private static Optional<Series> series(String name, List<Double> x, List<Double> y) {
        if (x.isEmpty() || x.size() != y.size() || x.size() > Series.MOST_POINTS) {
            return Optional.empty();
        }
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
            points.add(Point.of(x.get(i), y.get(i)));
        }
        return Optional.of(new Series(name, points));
    }

    private static Optional<Point> estimate(Source source, String at, double x) {
        OptionalDouble value = number(source, at + "/value");
        if (value.isEmpty()) {
            return Optional.empty();
        }
        OptionalDouble lower = number(source, at + "/lower");
        OptionalDouble upper = number(source, at + "/upper");
        Optional<Point.Interval> interval =
                lower.isPresent() && upper.isPresent() && lower.getAsDouble() <= upper.getAsDouble()
                        ? Optional.of(new Point.Interval(lower.getAsDouble(), upper.getAsDouble()))
                        : Optional.empty();
        return Optional.of(new Point(x, value.getAsDouble(), interval));
    }

    private static OptionalDouble number(Source source, String at) {
        return source.at(at).orElse(null) instanceof Json.Num value
                ? OptionalDouble.of(value.asDouble())
                : OptionalDouble.empty();
    }

    private static String text(Source source, String at) {
        return source.at(at).orElse(null) instanceof Json.Str(String text) ? text : "";
    }

    /** The numbers of an array; none if an element is something else. */
    private static List<Double> numbers(Source source, String at) {
        if (!(source.at(at).orElse(null) instanceof Json.Arr(List<Json> elements))
                || !elements.stream().allMatch(Json.Num.class::isInstance)) {
            return List.of();
        }
        return elements.stream().map(element -> ((Json.Num) element).asDouble()).toList();
    }
}
