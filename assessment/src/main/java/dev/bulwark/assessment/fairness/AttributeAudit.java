package dev.bulwark.assessment.fairness;

import dev.bulwark.assessment.statistics.Estimate;
import dev.bulwark.assessment.statistics.Proportion;
import dev.bulwark.kernel.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The groups of one protected column, or of several crossed.
 *
 * @param columns the columns, at least one
 * @param groups one a category or combination, in schema order, empty ones too
 * @param reference the declared group that the others are held against, if any
 */
public record AttributeAudit(
        List<String> columns, List<GroupCounts> groups, Optional<GroupCounts> reference) {
    public AttributeAudit {
        columns = List.copyOf(columns);
        groups = List.copyOf(groups);
        if (columns.isEmpty() || groups.isEmpty()) {
            throw new IllegalArgumentException("an attribute has columns and groups");
        }
    }

    /** The columns' names, joined for people. */
    public String name() {
        return String.join(" × ", columns);
    }

    /** Whether it crosses columns. */
    public boolean isIntersection() {
        return columns.size() > 1;
    }

    /** The group with the highest share, the first of equals; empty if no group has a share. */
    public Optional<GroupCounts> mostFavoured(FairnessMetric metric) {
        GroupCounts best = null;
        for (GroupCounts group : groups) {
            Proportion share = metric.share(group);
            if (share.n() > 0 && (best == null || share.value() > metric.share(best).value())) {
                best = group;
            }
        }
        return Optional.ofNullable(best);
    }

    /** The metric of each group against the most favoured one, which itself is left out. */
    public Map<GroupCounts, Estimate> againstMostFavoured(FairnessMetric metric) {
        return mostFavoured(metric).map(best -> against(best, metric)).orElse(Map.of());
    }

    /** The metric of each group against the declared one; empty if none is declared. */
    public Map<GroupCounts, Estimate> againstReference(FairnessMetric metric) {
        return reference.map(declared -> against(declared, metric)).orElse(Map.of());
    }

    private Map<GroupCounts, Estimate> against(GroupCounts other, FairnessMetric metric) {
        Map<GroupCounts, Estimate> estimates = new LinkedHashMap<>();
        for (GroupCounts group : groups) {
            if (!group.equals(other)) {
                estimates.put(group, metric.measure(group, other));
            }
        }
        return estimates;
    }

    /** Rows of the smallest group. */
    public long smallest() {
        return groups.stream().mapToLong(GroupCounts::n).min().orElseThrow();
    }

    Json.Obj toJson(List<FairnessMetric> metrics, int smallGroup) {
        List<Json> rows = new ArrayList<>();
        for (GroupCounts group : groups) {
            rows.add(row(group, metrics, smallGroup));
        }
        return Json.obj(
                "attribute",
                name(),
                "columns",
                columns,
                "reference",
                reference.map(GroupCounts::group).orElse(""),
                "groups",
                Json.arr(rows));
    }

    private Json.Obj row(GroupCounts group, List<FairnessMetric> metrics, int smallGroup) {
        Map<String, Json> own = new LinkedHashMap<>();
        Map<String, Json> favoured = new LinkedHashMap<>();
        Map<String, Json> declared = new LinkedHashMap<>();
        for (FairnessMetric metric : metrics) {
            if (metric.form() == FairnessMetric.Form.RATE) {
                own.put(metric.id(), metric.measure(group, group).toJson());
                continue;
            }
            mostFavoured(metric)
                    .filter(best -> !best.equals(group))
                    .ifPresent(best -> favoured.put(metric.id(), compared(group, best, metric)));
            reference
                    .filter(other -> !other.equals(group))
                    .ifPresent(other -> declared.put(metric.id(), compared(group, other, metric)));
        }
        return Json.obj(
                "group", group.group(),
                "n", group.n(),
                "small", group.n() < smallGroup,
                "true_positives", group.truePositives(),
                "false_positives", group.falsePositives(),
                "true_negatives", group.trueNegatives(),
                "false_negatives", group.falseNegatives(),
                "rates", new Json.Obj(own),
                "against_most_favoured", new Json.Obj(favoured),
                "against_reference", new Json.Obj(declared));
    }

    private static Json compared(GroupCounts group, GroupCounts other, FairnessMetric metric) {
        return metric.measure(group, other).toJson().with("against", other.group());
    }
}
