package dev.bulwark.assessment.fairness;

import com.google.auto.service.AutoService;
import dev.bulwark.assessment.statistics.Proportion;

/** The share decided favourably among those who deserved it. */
@AutoService(FairnessMetric.class)
public final class TruePositiveRate implements FairnessMetric {
    static final String ID = "true_positive_rate";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String definition() {
        return "Share decided favourably, of those of the group that deserved it.";
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
        return counts.truePositiveRate();
    }
}
