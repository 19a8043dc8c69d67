package dev.bulwark.assessment.performance;

import dev.bulwark.assessment.statistics.Proportion;
import dev.bulwark.kernel.json.Json;
import java.util.ArrayList;
import java.util.List;

/** How often each class was taken for each. */
public final class ConfusionMatrix {
    private final int classes;
    private final long[] counts;

    private ConfusionMatrix(int classes, long[] counts) {
        this.classes = classes;
        this.counts = counts;
    }

    /**
     * Counts rows.
     *
     * @param classes number of classes
     * @param actual the true class of each row
     * @param predicted the class given to each row
     * @throws IllegalArgumentException if the lengths differ or a code is out of range
     */
    public static ConfusionMatrix of(int classes, int[] actual, int[] predicted) {
        if (actual.length != predicted.length) {
            throw new IllegalArgumentException(
                    actual.length + " labels cannot be held against " + predicted.length);
        }
        long[] counts = new long[classes * classes];
        for (int row = 0; row < actual.length; row++) {
            if (Math.min(actual[row], predicted[row]) < 0
                    || Math.max(actual[row], predicted[row]) >= classes) {
                throw new IllegalArgumentException(
                        "row %d has classes %d and %d of %d"
                                .formatted(row, actual[row], predicted[row], classes));
            }
            counts[actual[row] * classes + predicted[row]]++;
        }
        return new ConfusionMatrix(classes, counts);
    }

    /** Number of classes. */
    public int classes() {
        return classes;
    }

    /** Rows of class {@code actual} that were given class {@code predicted}. */
    public long count(int actual, int predicted) {
        return counts[actual * classes + predicted];
    }

    /** Rows of a class. */
    public long support(int actual) {
        long sum = 0;
        for (int predicted = 0; predicted < classes; predicted++) {
            sum += count(actual, predicted);
        }
        return sum;
    }

    /** Rows given their own class, of all. */
    public Proportion accuracy() {
        long right = 0;
        long all = 0;
        for (int actual = 0; actual < classes; actual++) {
            right += count(actual, actual);
            all += support(actual);
        }
        return new Proportion(right, all);
    }

    /** Rows given their own class, of those of the class. */
    public Proportion recall(int actual) {
        return new Proportion(count(actual, actual), support(actual));
    }

    /** Rows of a class, of those given the class. */
    public Proportion precision(int predicted) {
        long given = 0;
        for (int actual = 0; actual < classes; actual++) {
            given += count(actual, predicted);
        }
        return new Proportion(count(predicted, predicted), given);
    }

    /** The counts, one array a true class. */
    public Json.Arr toJson() {
        List<Json> rows = new ArrayList<>();
        for (int actual = 0; actual < classes; actual++) {
            List<Long> row = new ArrayList<>();
            for (int predicted = 0; predicted < classes; predicted++) {
                row.add(count(actual, predicted));
            }
            rows.add(Json.arr(row));
        }
        return Json.arr(rows);
    }
}
