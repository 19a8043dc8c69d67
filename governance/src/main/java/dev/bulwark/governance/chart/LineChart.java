package dev.bulwark.governance.chart;

import dev.bulwark.governance.page.Html;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Lines over a plane.
 *
 * @param id unique on the page; letters, digits, hyphens
 * @param title read out first
 * @param description what is to be seen, in words
 * @param x horizontal
 * @param y vertical
 * @param series up to {@value #MOST_NAMED} are told apart; of more, all look the same
 * @param reference a straight line to compare with, and its name
 */
public record LineChart(
        String id,
        String title,
        String description,
        Axis x,
        Axis y,
        List<Series> series,
        Optional<Reference> reference) {
    /** More lines than this nobody tells apart by style. */
    public static final int MOST_NAMED = 4;

    private static final int HEIGHT = 320;
    private static final int LEFT = 58;
    private static final int KEY_LINE = 20;

    /** A straight line from one point to another. */
    public record Reference(String name, Point from, Point to) {}

    public LineChart {
        series = List.copyOf(series);
    }

    /** The picture. */
    public Html svg() {
        boolean named = series.size() <= MOST_NAMED;
        int keys = (named ? series.size() : 1) + (reference.isPresent() ? 1 : 0);
        Canvas canvas =
                new Canvas(
                        id,
                        title,
                        description,
                        HEIGHT + keys * KEY_LINE,
                        LEFT,
                        8 + keys * KEY_LINE);
        canvas.horizontal(x);
        canvas.vertical(y);
        reference.ifPresent(line ->
                canvas.line(
                        "ref",
                        canvas.x(x, line.from().x()),
                        canvas.y(y, line.from().y()),
                        canvas.x(x, line.to().x()),
                        canvas.y(y, line.to().y())));
        for (int i = 0; i < series.size(); i++) {
            draw(canvas, named ? i : 0, series.get(i));
        }
        key(canvas, named);
        return canvas.finish();
    }

    private void draw(Canvas canvas, int style, Series line) {
        for (Point point : line.points()) {
            point.interval()
                    .ifPresent(interval ->
                            canvas.line(
                                    "bar-ci s" + (style + 1),
                                    canvas.x(x, point.x()),
                                    canvas.y(y, interval.lower()),
                                    canvas.x(x, point.x()),
                                    canvas.y(y, interval.upper())));
        }
        canvas.out()
                .empty(
                        "polyline",
                        "class",
                        "ln s" + (style + 1),
                        "points",
                        line.points().stream()
                                .map(p ->
                                        Canvas.number(canvas.x(x, p.x()))
                                                + ","
                                                + Canvas.number(canvas.y(y, p.y())))
                                .collect(Collectors.joining(" ")));
        if (line.points().stream().anyMatch(point -> point.interval().isPresent())) {
            line.points().forEach(p -> canvas.dot(style, canvas.x(x, p.x()), canvas.y(y, p.y())));
        }
    }

    private void key(Canvas canvas, boolean named) {
        int row = 0;
        for (int i = 0; i < (named ? series.size() : 1); i++, row++) {
            String name = named ? series.get(i).name() : "each of " + series.size() + " lines";
            entry(canvas, "ln s" + (i + 1), row, name);
        }
        if (reference.isPresent()) {
            entry(canvas, "ref", row, reference.get().name());
        }
    }

    private static void entry(Canvas canvas, String style, int row, String name) {
        double at = 12.0 + row * KEY_LINE;
        canvas.line(style, LEFT, at, LEFT + 26.0, at);
        canvas.text("key", "start", LEFT + 34.0, at + 4, name);
    }
}
