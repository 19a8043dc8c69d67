package dev.bulwark.assessment.fairness;

import dev.bulwark.assessment.statistics.Proportion;

/**
 * What happened to a group. Positive means the favourable outcome: a favourable decision that was
 * deserved is a true positive, one that was not a false positive.
 *
 * @param group its name, for people
 * @param truePositives {@code >= 0}
 * @param falsePositives {@code >= 0}
 * @param trueNegatives {@code >= 0}
 * @param falseNegatives {@code >= 0}
 */
public record GroupCounts(
        String group,
        long truePositives,
        long falsePositives,
        long trueNegatives,
        long falseNegatives) {
    public GroupCounts {
        if (Math.min(
                        Math.min(truePositives, falsePositives),
                        Math.min(trueNegatives, falseNegatives))
                < 0) {
            throw new IllegalArgumentException("counts of group '" + group + "' must be >= 0");
        }
    }

    /** Rows of the group. */
    public long n() {
        return truePositives + falsePositives + trueNegatives + falseNegatives;
    }

    /** Rows decided favourably, of all. */
    public Proportion selected() {
        return new Proportion(truePositives + falsePositives, n());
    }

    /** Rows decided favourably, of those that deserved it. */
    public Proportion truePositiveRate() {
        return new Proportion(truePositives, truePositives + falseNegatives);
    }

    /** Rows decided favourably, of those that did not deserve it. */
    public Proportion falsePositiveRate() {
        return new Proportion(falsePositives, falsePositives + trueNegatives);
    }

    /** Rows that deserved it, of those decided favourably. */
    public Proportion positivePredictiveValue() {
        return new Proportion(truePositives, truePositives + falsePositives);
    }
}
