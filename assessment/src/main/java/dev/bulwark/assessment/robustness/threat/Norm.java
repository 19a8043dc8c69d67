package dev.bulwark.assessment.robustness.threat;

import java.util.Locale;

/** How the size of a perturbation is measured, in units of each column's scale. */
public enum Norm {
    /** The largest change of any one value. */
    LINF {
        @Override
        double add(double sum, double unit) {
            return Math.max(sum, Math.abs(unit));
        }
    },
    /** The root of the sum of squares. */
    L2 {
        @Override
        double add(double sum, double unit) {
            return sum + unit * unit;
        }

        @Override
        double of(double sum) {
            return Math.sqrt(sum);
        }
    },
    /** The sum of all changes. */
    L1 {
        @Override
        double add(double sum, double unit) {
            return sum + Math.abs(unit);
        }
    },
    /** How many values are changed, by however much. */
    L0 {
        @Override
        double add(double sum, double unit) {
            return unit == 0 ? sum : sum + 1;
        }
    };

    /** Takes one value's change, in units, into a sum that begins at 0. */
    abstract double add(double sum, double unit);

    /** The distance that a sum stands for. */
    double of(double sum) {
        return sum;
    }

    /** The word in configuration and evidence. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
