package dev.bulwark.assessment.fairness;

import com.google.auto.service.AutoService;
import dev.bulwark.assessment.statistics.Proportion;

/**
 * Difference of false positive rates; with that of true positive rates it makes equalised odds.
 *
 * @see <a href="https://arxiv.org/abs/1610.02413">Hardt et al. 2016, definition 2.1</a>
 */
@AutoService(FairnessMetric.class)
public final class FalsePositiveRateDifference implements FairnessMetric {
    static final String ID = "false_positive_rate_difference";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String definition() {
        return "False positive rate of the group minus that of the group compared with.";
    }

    @Override
    public Form form() {
        return Form.DIFFERENCE;
    }

    @Override
    public boolean needsTruth() {
        return true;
    }

    @Override
    public Proportion share(GroupCounts counts) {
        return counts.falsePositiveRate();
    }
}
