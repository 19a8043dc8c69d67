package dev.bulwark.assessment.robustness;

import java.util.Locale;

/** How the size of a perturbation is measured, in units of each column's scale. */
public enum Norm {
    /** The largest change of any one value. */
    LINF;

    /** The word in configuration and evidence. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
