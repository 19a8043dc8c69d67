package dev.bulwark.assessment.fairness;

import dev.bulwark.assessment.statistics.Estimate;
import dev.bulwark.assessment.statistics.Facts;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What the audit found.
 *
 * @param settings how groups were compared
 * @param audited whose decisions
 * @param n rows
 * @param favourable the label that is the good outcome
 * @param metrics what was measured, by id
 * @param attributes every protected column, then their intersections
 */
public record FairnessReport(
        FairnessSettings settings,
        Audited audited,
        int n,
        String favourable,
        List<FairnessMetric> metrics,
        List<AttributeAudit> attributes) {

    /** Whose decisions were audited. */
    public enum Audited {
        /** A model's. */
        MODEL,
        /** Those that the data set records. */
        LABELS
    }

    /** The four-fifths rule against an interval: a screen, no legal finding. */
    public enum FourFifths {
        /** Every group's ratio is at least 0.8 even at its lower bound. */
        MET,
        /** Some group's ratio is below 0.8 even at its upper bound. */
        VIOLATED,
        /** The data do not decide, or a group has no ratio. */
        INCONCLUSIVE
    }

    private static final double FOUR_FIFTHS = 0.8;

    public FairnessReport {
        metrics = List.copyOf(metrics);
        attributes = List.copyOf(attributes);
    }

    /**
     * The worst ratio of selection rates, of a group to the most favoured group of its column.
     *
     * @param intersections over crossed columns, else over single ones
     * @param fewest groups with fewer rows are left out, on both sides of the ratio
     * @return undefined if no group has a ratio
     */
    public Estimate minDisparateImpact(boolean intersections, long fewest) {
        return ratios(intersections, fewest).stream()
                .filter(estimate -> estimate.point().isPresent())
                .min(Comparator.comparingDouble(estimate -> estimate.point().orElseThrow()))
                .orElse(new Estimate.Undefined("no two groups have selection rates to compare", n));
    }

    private List<Estimate> ratios(boolean intersections, long fewest) {
        FairnessMetric ratio = new DisparateImpact();
        List<Estimate> ratios = new ArrayList<>();
        for (AttributeAudit attribute : attributes) {
            List<GroupCounts> groups =
                    attribute.groups().stream().filter(group -> group.n() >= fewest).toList();
            if (attribute.isIntersection() == intersections && !groups.isEmpty()) {
                ratios.addAll(
                        new AttributeAudit(attribute.columns(), groups, Optional.empty())
                                .againstMostFavoured(ratio)
                                .values());
            }
        }
        return ratios;
    }

    /** The four-fifths rule over single columns, with each group's interval. */
    public FourFifths fourFifths() {
        FourFifths verdict = FourFifths.MET;
        boolean any = false;
        for (Estimate ratio : ratios(false, 0)) {
            any = true;
            if (ratio instanceof Estimate.Measured(_, var interval, _)) {
                if (interval.upper() < FOUR_FIFTHS) {
                    return FourFifths.VIOLATED;
                }
                verdict = interval.lower() < FOUR_FIFTHS ? FourFifths.INCONCLUSIVE : verdict;
            } else {
                verdict = FourFifths.INCONCLUSIVE;
            }
        }
        return any ? verdict : FourFifths.INCONCLUSIVE;
    }

    /** The largest difference of a metric's shares between two groups of a single column. */
    private OptionalDouble widest(FairnessMetric difference) {
        return attributes.stream()
                .filter(attribute -> !attribute.isIntersection())
                .flatMap(attribute -> attribute.againstMostFavoured(difference).values().stream())
                .flatMapToDouble(estimate -> estimate.point().stream())
                .map(Math::abs)
                .max();
    }

    private OptionalDouble worstRatioToReference() {
        FairnessMetric ratio = new DisparateImpact();
        return attributes.stream()
                .filter(attribute -> !attribute.isIntersection())
                .flatMap(attribute -> attribute.againstReference(ratio).values().stream())
                .flatMapToDouble(estimate -> estimate.point().stream())
                .map(value -> value > 1 ? 1 / value : value)
                .min();
    }

    /**
     * The evidence of practice {@code bias-audit}. Facts: {@code min_disparate_impact} with bounds,
     * over every group of every protected column however small; {@code
     * min_disparate_impact_without_small_groups}; {@code min_disparate_impact_to_reference} (the
     * smaller of ratio and inverse); {@code min_intersectional_disparate_impact}; {@code
     * max_statistical_parity_difference}, {@code max_equal_opportunity_difference}, {@code
     * max_false_positive_rate_difference}, absolute; {@code four_fifths}; {@code n, groups,
     * smallest_group_n, small_groups, empty_groups}. A fact without a value is absent, so that a
     * gate asking for it refuses.
     *
     * @param at when it was carried out
     */
    public PracticeEvidence evidence(Instant at) {
        List<GroupCounts> groups =
                attributes.stream()
                        .filter(attribute -> !attribute.isIntersection())
                        .flatMap(attribute -> attribute.groups().stream())
                        .toList();
        int small = settings.smallGroup();
        Facts facts =
                new Facts()
                        .put("audited", audited.name().toLowerCase(Locale.ROOT))
                        .put("favourable", favourable)
                        .put("n", n)
                        .put("groups", groups.size())
                        .put(
                                "smallest_group_n",
                                groups.stream().mapToLong(GroupCounts::n).min().orElse(0))
                        .put("small_groups", groups.stream().filter(g -> g.n() < small).count())
                        .put("empty_groups", groups.stream().filter(g -> g.n() == 0).count())
                        .put("min_disparate_impact", minDisparateImpact(false, 0))
                        .put(
                                "min_disparate_impact_without_small_groups",
                                minDisparateImpact(false, small))
                        .put("min_intersectional_disparate_impact", minDisparateImpact(true, 0))
                        .put("four_fifths", fourFifths().name().toLowerCase(Locale.ROOT));
        worstRatioToReference()
                .ifPresent(value -> facts.put("min_disparate_impact_to_reference", value));
        putWidest(facts);
        facts.put("definitions", definitions()).put("attributes", tables());
        return PracticeEvidence.of(
                Practice.BIAS_AUDIT,
                Outcome.PASSED,
                at,
                settings.toJson(),
                facts.toJson(),
                OptionalLong.empty());
    }

    private void putWidest(Facts facts) {
        for (FairnessMetric metric : metrics) {
            if (metric.form() == FairnessMetric.Form.DIFFERENCE) {
                widest(metric).ifPresent(value -> facts.put("max_" + metric.id(), value));
            }
        }
    }

    private Json.Obj definitions() {
        Map<String, Json> definitions = new LinkedHashMap<>();
        metrics.forEach(metric -> definitions.put(metric.id(), Json.of(metric.definition())));
        return new Json.Obj(definitions);
    }

    private Json.Arr tables() {
        return Json.arr(
                attributes.stream().map(a -> a.toJson(metrics, settings.smallGroup())).toList());
    }
}
