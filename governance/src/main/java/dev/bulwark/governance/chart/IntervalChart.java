package dev.bulwark.governance.chart;

import dev.bulwark.governance.page.Html;
import java.util.List;
import java.util.Optional;

/**
 * One value with its interval a row: for comparing groups.
 *
 * @param id unique on the page
 * @param title read out first
 * @param description what is to be seen, in words
 * @param x the scale of all rows
 * @param rows at most {@value #MOST_ROWS}
 */
public record IntervalChart(String id, String title, String description, Axis x, List<Row> rows) {
    /** Higher than this a chart is a table. */
    public static final int MOST_ROWS = 40;

    private static final int LEFT = 180;
    private static final int ROW = 30;
    private static final int LONGEST_LABEL = 22;

    /**
     * A row.
     *
     * @param label the group
     * @param value its value
     * @param interval around it
     * @param heading begins a block of rows; empty inside one
     */
    public record Row(
            String label, double value, Optional<Point.Interval> interval, String heading) {}

    public IntervalChart {
        rows = List.copyOf(rows);
        if (rows.isEmpty() || rows.size() > MOST_ROWS) {
            throw new IllegalArgumentException("a chart has 1 to " + MOST_ROWS + " rows");
        }
    }

    /** The picture. */
    public Html svg() {
        long headings = rows.stream().filter(row -> !row.heading().isEmpty()).count();
        int height = (int) (rows.size() + headings) * ROW + 66;
        Canvas canvas = new Canvas(id, title, description, height, LEFT, 8);
        canvas.horizontal(x);
        double at = 28;
        for (Row row : rows) {
            if (!row.heading().isEmpty()) {
                canvas.text("key", "start", 0, at + 4, shortened(row.heading()));
                at += ROW;
            }
            double y = at;
            canvas.text("cat", "end", LEFT - 10.0, y + 4, shortened(row.label()));
            row.interval()
                    .ifPresent(interval -> {
                        double from = canvas.x(x, interval.lower());
                        double to = canvas.x(x, interval.upper());
                        canvas.line("bar-ci s1", from, y, to, y);
                        canvas.line("bar-ci s1", from, y - 5, from, y + 5);
                        canvas.line("bar-ci s1", to, y - 5, to, y + 5);
                    });
            canvas.dot(0, canvas.x(x, row.value()), y);
            at += ROW;
        }
        return canvas.finish();
    }

    private static String shortened(String text) {
        int[] characters = text.codePoints().limit(LONGEST_LABEL + 1L).toArray();
        return characters.length <= LONGEST_LABEL
                ? text
                : new String(characters, 0, LONGEST_LABEL - 1) + "…";
    }
}
