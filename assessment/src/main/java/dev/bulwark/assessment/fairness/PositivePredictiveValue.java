package dev.bulwark.assessment.fairness;

import com.google.auto.service.AutoService;
import dev.bulwark.assessment.statistics.Proportion;

/** The share that deserved it among those decided favourably. */
@AutoService(FairnessMetric.class)
public final class PositivePredictiveValue implements FairnessMetric {
    static final String ID = "positive_predictive_value";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String definition() {
        return "Share that deserved it, of those of the group decided favourably.";
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
        return counts.positivePredictiveValue();
    }
}
