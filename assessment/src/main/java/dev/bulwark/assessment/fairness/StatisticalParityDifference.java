package dev.bulwark.assessment.fairness;

import com.google.auto.service.AutoService;
import dev.bulwark.assessment.statistics.Proportion;

/**
 * Difference of selection rates.
 *
 * @see <a href="https://doi.org/10.1145/2090236.2090255">Dwork et al. 2012</a>
 */
@AutoService(FairnessMetric.class)
public final class StatisticalParityDifference implements FairnessMetric {
    static final String ID = "statistical_parity_difference";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String definition() {
        return "Selection rate of the group minus that of the group compared with.";
    }

    @Override
    public Form form() {
        return Form.DIFFERENCE;
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
