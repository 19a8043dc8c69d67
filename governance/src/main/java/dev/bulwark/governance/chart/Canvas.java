package dev.bulwark.governance.chart;

import dev.bulwark.governance.page.Html;
import java.util.Locale;

/** The drawing area of a chart with its axes. */
final class Canvas {
    static final int WIDTH = 460;
    private static final int RIGHT = 14;
    private static final int BOTTOM = 46;

    private final Html out = new Html();
    private final int height;
    private final int left;
    private final int top;

    /**
     * @param id unique on the page
     * @param title read out first
     * @param description what is to be seen, in words
     */
    Canvas(String id, String title, String description, int height, int left, int top) {
        this.height = height;
        this.left = left;
        this.top = top;
        out.open(
                "svg",
                "viewBox",
                "0 0 " + WIDTH + " " + height,
                "role",
                "img",
                "aria-labelledby",
                id + "-t " + id + "-d");
        out.leaf("title", title, "id", id + "-t").leaf("desc", description, "id", id + "-d");
    }

    Html out() {
        return out;
    }

    Html finish() {
        return out.close();
    }

    double x(Axis axis, double value) {
        return left + axis.position(value) * (WIDTH - left - RIGHT);
    }

    double y(Axis axis, double value) {
        return height - BOTTOM - axis.position(value) * (height - BOTTOM - top);
    }

    void horizontal(Axis axis) {
        for (double tick : axis.ticks()) {
            double x = x(axis, tick);
            line("grid", x, top, x, height - BOTTOM);
            text("tick-label", "middle", x, height - BOTTOM + 17.0, Axis.show(tick));
        }
        line("axis", left, height - BOTTOM, WIDTH - RIGHT, height - BOTTOM);
        text("axis-label", "middle", (left + WIDTH - RIGHT) / 2.0, height - 8.0, axis.label());
    }

    void vertical(Axis axis) {
        for (double tick : axis.ticks()) {
            double y = y(axis, tick);
            line("grid", left, y, WIDTH - RIGHT, y);
            text("tick-label", "end", left - 7.0, y + 4, Axis.show(tick));
        }
        line("axis", left, top, left, height - BOTTOM);
        double middle = (top + height - BOTTOM) / 2.0;
        out.leaf(
                "text",
                axis.label(),
                "class",
                "axis-label",
                "text-anchor",
                "middle",
                "transform",
                "translate(13 " + number(middle) + ") rotate(-90)");
    }

    void line(String style, double x1, double y1, double x2, double y2) {
        out.empty(
                "line",
                "class",
                style,
                "x1",
                number(x1),
                "y1",
                number(y1),
                "x2",
                number(x2),
                "y2",
                number(y2));
    }

    void text(String style, String anchor, double x, double y, String text) {
        out.leaf(
                "text",
                text,
                "class",
                style,
                "text-anchor",
                anchor,
                "x",
                number(x),
                "y",
                number(y));
    }

    /** A dot whose shape tells the series apart where colours do not. */
    void dot(int series, double x, double y) {
        String style = "d" + (series + 1);
        switch (series) {
            case 0 ->
                    out.empty("circle", "class", style, "cx", number(x), "cy", number(y), "r", "4");
            case 1 -> shape(style, x, y, "M-4 -4H4V4H-4Z");
            case 2 -> shape(style, x, y, "M0 -5 5 0 0 5 -5 0Z");
            default -> shape(style, x, y, "M0 -5 5 4H-5Z");
        }
    }

    private void shape(String style, double x, double y, String path) {
        out.empty(
                "path",
                "class",
                style,
                "d",
                path,
                "transform",
                "translate(%s %s)".formatted(number(x), number(y)));
    }

    /** Two decimals: finer than any screen, and the same on every machine. */
    static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
