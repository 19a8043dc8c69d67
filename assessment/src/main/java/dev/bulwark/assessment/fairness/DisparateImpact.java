package dev.bulwark.assessment.fairness;

import com.google.auto.service.AutoService;
import dev.bulwark.assessment.statistics.Proportion;

/**
 * Ratio of selection rates. Below four fifths it is the usual screen for adverse impact, which is
 * no legal finding.
 *
 * @see <a href="https://www.ecfr.gov/current/title-29/section-1607.4">29 CFR 1607.4(D)</a>
 * @see <a href="https://doi.org/10.1145/2783258.2783311">Feldman et al. 2015</a>
 */
@AutoService(FairnessMetric.class)
public final class DisparateImpact implements FairnessMetric {
    static final String ID = "disparate_impact";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String definition() {
        return "Selection rate of the group over that of the group compared with.";
    }

    @Override
    public Form form() {
        return Form.RATIO;
    }

    @Override
    public boolean needsTruth() {
        return false;
    }

    @Override
    public Proportion share(GroupCounts counts) {
        return counts.selected();
    }
}
