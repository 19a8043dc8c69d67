package dev.bulwark.governance.chart;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * A linear axis.
 *
 * @param label what it measures, with its unit
 * @param from its lower end
 * @param to its upper end, {@code > from}
 */
public record Axis(String label, double from, double to) {
    private static final int WANTED_TICKS = 5;

    public Axis {
        if (!(from < to) || Double.isInfinite(to - from)) {
            throw new IllegalArgumentException(
                    "an axis goes upward, but was [" + from + ", " + to + "]");
        }
    }

    /** The axis of a share. */
    public static Axis share(String label) {
        return new Axis(label, 0, 1);
    }

    /** From 0, or from below it where the values are, to a round number above all values. */
    public static Axis around(String label, List<Double> values) {
        double least = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        double from = Math.min(0, least);
        double to = Math.max(most, from + 1e-9);
        // Rounding outward may call for a wider step, which rounds further out; twice settles it.
        for (int i = 0; i < 2; i++) {
            double step = step(to - from);
            from = Math.floor(from / step) * step;
            to = Math.ceil(to / step) * step;
        }
        return new Axis(label, from, to);
    }

    /** Round places on it: multiples of 1, 2 or 5 times a power of ten. */
    List<Double> ticks() {
        double step = step(to - from);
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    private static double step(double length) {
        double rough = length / WANTED_TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double lead = rough / power;
        return (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10) * power;
    }

    /** A tick in words, without the noise of binary fractions. */
    static String show(double tick) {
        BigDecimal rounded = BigDecimal.valueOf(tick).setScale(6, RoundingMode.HALF_EVEN);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    /** Where a value lies between the ends, 0 to 1; outside values move to the nearer end. */
    double position(double value) {
        return Math.clamp((value - from) / (to - from), 0, 1);
    }
}
