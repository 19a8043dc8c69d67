package dev.bulwark.assessment.fairness;

import dev.bulwark.assessment.statistics.Estimate;
import dev.bulwark.assessment.statistics.Proportion;
import dev.bulwark.assessment.statistics.ProportionContrast;
import dev.bulwark.kernel.BulwarkException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * A figure of fairness: a share of a group, or that share held against another group's. To add one,
 * implement this with a public constructor without parameters and annotate it {@code
 * AutoService(FairnessMetric.class)}.
 *
 * <p><b>Guarantees:</b> the same counts give the same estimate. <b>Does not guarantee</b> that a
 * decision is fair: the figures exclude one another (Chouldechova 2017), and each answers one
 * question only.
 */
public interface FairnessMetric {

    /** How a share is reported. */
    enum Form {
        /** The share itself, with Wilson's interval. */
        RATE,
        /** Group minus the one compared with, with Newcombe's interval. */
        DIFFERENCE,
        /** Group over the one compared with, with Katz's log interval. */
        RATIO
    }

    /** The name in evidence, in snake_case; unique and never changed. */
    String id();

    /** What it says, in a sentence for people. */
    String definition();

    /** How the share is reported. */
    Form form();

    /** Whether the share rests on the true labels, not on the decisions alone. */
    boolean needsTruth();

    /** The share. A higher one favours the group. */
    Proportion share(GroupCounts counts);

    /**
     * The figure of a group.
     *
     * @param other the group compared with; not looked at for {@link Form#RATE}
     */
    default Estimate measure(GroupCounts group, GroupCounts other) {
        return switch (form()) {
            case RATE -> share(group).estimate();
            case DIFFERENCE -> new ProportionContrast(share(group), share(other)).difference();
            case RATIO -> new ProportionContrast(share(group), share(other)).ratio();
        };
    }

    /**
     * Every metric on the class path, by id.
     *
     * @throws BulwarkException if two have the same id
     */
    static List<FairnessMetric> all() {
        List<FairnessMetric> metrics =
                ServiceLoader.load(FairnessMetric.class, FairnessMetric.class.getClassLoader())
                        .stream()
                        .map(ServiceLoader.Provider::get)
                        .sorted(Comparator.comparing(FairnessMetric::id))
                        .toList();
        Set<String> ids = new HashSet<>();
        for (FairnessMetric metric : metrics) {
            if (!ids.add(metric.id())) {
                throw new BulwarkException(
                        "FAIRNESS_METRIC_TWICE",
                        "two fairness metrics are named '" + metric.id() + "'",
                        "remove one of their jars from the class path");
            }
        }
        return metrics;
    }
}
