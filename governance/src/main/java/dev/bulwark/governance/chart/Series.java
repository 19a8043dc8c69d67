package dev.bulwark.governance.chart;

import java.util.List;

/**
 * Points that belong together.
 *
 * @param name for the key and the table
 * @param points in the order they are joined, at most {@value #MOST_POINTS}
 */
public record Series(String name, List<Point> points) {
    /** More than a chart of this size can show. */
    public static final int MOST_POINTS = 2_000;

    public Series {
        points = List.copyOf(points);
        if (points.isEmpty() || points.size() > MOST_POINTS) {
            throw new IllegalArgumentException(
                    "a series has 1 to %d points, but got %d"
                            .formatted(MOST_POINTS, points.size()));
        }
    }
}
