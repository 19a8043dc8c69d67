package dev.bulwark.onnx.optimise;

/** What the settings of this package may be. */
final class Ranges {
    private Ranges() {}

    static double requireAtLeastZero(String what, double value) {
        if (!(value >= 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(what + " must be >= 0, but was " + value);
        }
        return value;
    }

    static double requirePositive(String what, double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(what + " must be > 0, but was " + value);
        }
        return value;
    }

    static double requireFraction(String what, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(what + " must be in [0, 1), but was " + value);
        }
        return value;
    }

    static double requireUnit(String what, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(what + " must be in [0, 1], but was " + value);
        }
        return value;
    }

    static long requireCount(String what, long count) {
        if (count < 0) {
            throw new IllegalArgumentException(what + " must be >= 0, but was " + count);
        }
        return count;
    }
}
