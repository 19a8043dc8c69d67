package dev.bulwark.assessment.fairness;

import com.google.auto.service.AutoService;
import dev.bulwark.assessment.statistics.Proportion;

/** The share of a group that is decided favourably. */
@AutoService(FairnessMetric.class)
public final class SelectionRate implements FairnessMetric {
    static final String ID = "selection_rate";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String definition() {
        return "Share of the group that is decided favourably.";
    }

    @Override
    public Form form() {
        return Form.RATE;
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
