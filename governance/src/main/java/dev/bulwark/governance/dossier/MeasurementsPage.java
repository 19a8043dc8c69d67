package dev.bulwark.governance.dossier;

import dev.bulwark.governance.chart.IntervalChart;
import dev.bulwark.governance.chart.LineChart;
import dev.bulwark.governance.chart.Point;
import dev.bulwark.governance.chart.Series;
import dev.bulwark.governance.page.Html;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Practice;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The charts, each with its numbers as a table and a link to its evidence. */
final class MeasurementsPage {
    private final MeasurementCharts charts;
    private final Html out = new Html();

    MeasurementsPage(DossierContent content) {
        this.charts = new MeasurementCharts(content.card());
    }

    Html write() {
        Optional<LineChart> roc = charts.roc();
        Optional<LineChart> reliability = charts.reliability();
        Optional<LineChart> robustness = charts.robustness();
        Optional<LineChart> training = charts.training();
        Optional<IntervalChart> groups = charts.groups();
        out.leaf("h1", "Measurements");
        out.leaf(
                "p",
                "Drawn from the signed evidence each chart links to. Bars and brackets are 95 %"
                        + " intervals.",
                "class",
                "lead");
        boolean any =
                Stream.of(roc, reliability, robustness, training, groups)
                        .anyMatch(Optional::isPresent);
        if (!any) {
            out.leaf("p", "Nothing was measured: not assessed.", "class", "unassessed");
        }
        out.open("div", "class", "charts");
        roc.ifPresent(chart -> lines(chart, "performance"));
        reliability.ifPresent(chart -> lines(chart, "performance"));
        robustness.ifPresent(chart -> lines(chart, Practice.ADVERSARIAL_TRAINING.id()));
        groups.ifPresent(chart -> intervals(chart, Practice.BIAS_AUDIT.id()));
        training.ifPresent(chart -> lines(chart, Practice.REGULARIZATION.id()));
        return out.closeLine();
    }

    private void lines(LineChart chart, String kind) {
        begin(chart.title(), chart.description(), chart.svg());
        header(List.of("Line", chart.x().label(), chart.y().label(), "95 % interval"));
        for (Series series : chart.series()) {
            for (Point point : series.points()) {
                row(
                        List.of(
                                series.name(),
                                number(point.x()),
                                number(point.y()),
                                interval(point.interval())));
            }
        }
        end(kind);
    }

    private void intervals(IntervalChart chart, String kind) {
        begin(chart.title(), chart.description(), chart.svg());
        header(List.of("Group", chart.x().label(), "95 % interval"));
        String heading = "";
        for (IntervalChart.Row row : chart.rows()) {
            heading = row.heading().isEmpty() ? heading : row.heading();
            row(
                    List.of(
                            heading + ": " + row.label(),
                            number(row.value()),
                            interval(row.interval())));
        }
        end(kind);
    }

    private void begin(String title, String description, Html svg) {
        out.open("figure", "class", "card").leaf("h2", title).add(svg);
        out.leaf("figcaption", description);
        out.open("details").leaf("summary", "The numbers").open("div", "class", "scroll");
        out.open("table");
    }

    private void header(List<String> names) {
        out.open("thead").open("tr");
        names.forEach(name -> out.leaf("th", name, "scope", "col"));
        out.close().close().open("tbody");
    }

    private void row(List<String> cells) {
        out.open("tr");
        cells.forEach(cell -> out.leaf("td", cell));
        out.close();
    }

    private void end(String kind) {
        out.close().close().close().close();
        charts.source(kind)
                .ifPresent(source -> {
                    Digest digest = source.evidence().digest();
                    out.open("p", "class", "small").text("Evidence ");
                    out.leaf(
                            "a",
                            digest.hex().substring(0, 8),
                            "class",
                            "mono",
                            "href",
                            DossierLayout.EVIDENCE + "#" + DossierLayout.anchor(digest));
                    out.close();
                });
        out.closeLine();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value).replaceAll("\\.?0+$", "");
    }

    private static String interval(Optional<Point.Interval> interval) {
        return interval.map(i -> number(i.lower()) + " to " + number(i.upper())).orElse("");
    }
}
