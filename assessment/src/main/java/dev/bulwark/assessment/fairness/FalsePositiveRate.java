package dev.bulwark.assessment.fairness;

import com.google.auto.service.AutoService;
import dev.bulwark.assessment.statistics.Proportion;

/** The share decided favourably among those who did not deserve it. */
@AutoService(FairnessMetric.class)
public final class FalsePositiveRate implements FairnessMetric {
    static final String ID = "false_positive_rate";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String definition() {
        return "Share decided favourably, of those of the group that did not deserve it.";
    }

    @Override
    public Form form() {
        return Form.RATE;
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
