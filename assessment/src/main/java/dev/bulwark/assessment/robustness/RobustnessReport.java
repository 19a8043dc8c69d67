package dev.bulwark.assessment.robustness;

import dev.bulwark.assessment.robustness.threat.PerturbationSpace;
import dev.bulwark.assessment.statistics.Estimate;
import dev.bulwark.assessment.statistics.Facts;
import dev.bulwark.assessment.statistics.Proportion;
import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the attacks left standing.
 *
 * @param settings how the model was attacked
 * @param space what could be moved
 * @param rows the outcome of every row at the budget of the verdict, in order
 * @param robustAgainst for each attack by id how many rows stayed right against it alone
 * @param curve accuracy over all budgets, ascending
 * @param offered adversarial candidates, every one checked against its budget and scored again
 * @param flatRows rows answered rightly at which the loss has no slope, so that gradients say
 *     nothing
 */
public record RobustnessReport(
        RobustnessSettings settings,
        PerturbationSpace space,
        List<RowOutcome> rows,
        Map<String, Integer> robustAgainst,
        List<CurvePoint> curve,
        long offered,
        int flatRows,
        int missedByGradients)
        implements RobustnessResult {

    /** Outcomes that evidence lists row by row; the counts cover all rows. */
    private static final int MOST_ROWS_LISTED = 2_000;

    public RobustnessReport {
        rows = List.copyOf(rows);
        curve = List.copyOf(curve);
        robustAgainst = Collections.unmodifiableMap(new LinkedHashMap<>(robustAgainst));
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("a report is about rows");
        }
    }

    /**
     * Accuracy at one budget.
     *
     * @param epsilon the budget
     * @param robust rows right under every attack
     * @param n rows
     */
    public record CurvePoint(double epsilon, int robust, int n) {
        /** The accuracy with Wilson's interval. */
        public Estimate accuracy() {
            return new Proportion(robust, n).estimate();
        }
    }

    /** Rows answered rightly as they are. */
    public Proportion cleanAccuracy() {
        return share(rows.stream().filter(row -> row.clean() == row.truth()).count());
    }

    /** Rows answered rightly under every attack: an upper bound of the true robust accuracy. */
    public Proportion robustAccuracy() {
        return share(rows.stream().filter(RowOutcome::isRobust).count());
    }

    private Proportion share(long right) {
        return new Proportion(right, rows.size());
    }

    /**
     * Whether gradients seem to mislead, so that the robust accuracy says too much: some rows have
     * no slope, or fell to a weaker attack only.
     */
    public boolean maskingSuspected() {
        return flatRows > 0 || missedByGradients > 0;
    }

    /**
     * The evidence of practice {@code adversarial-training}. Facts: {@code norm, epsilon, n,
     * attack} (the ids, joined), {@code clean_accuracy, robust_accuracy} with bounds, {@code
     * <attack>_accuracy} for each alone, {@code attack_success_rate} (of the rows right at first),
     * {@code budget_violations} (always 0: one ends the run), {@code rows_rescored,
     * zero_gradient_rows, gradient_masking_suspected, movable_columns, frozen_columns}, and {@code
     * hardened}: false, for this measures a model and says nothing of how it was trained.
     *
     * @param at when it was carried out
     */
    @Override
    public PracticeEvidence evidence(Instant at) {
        Proportion clean = cleanAccuracy();
        Proportion robust = robustAccuracy();
        Facts facts =
                new Facts()
                        .put("norm", settings.budget().norm().id())
                        .put("epsilon", settings.budget().epsilon())
                        .put("n", rows.size())
                        .put("attack", String.join("+", robustAgainst.keySet()))
                        .put("clean_accuracy", clean.estimate())
                        .put("robust_accuracy", robust.estimate());
        robustAgainst.forEach((attack, right) ->
                facts.put(attack.replace('-', '_') + "_accuracy", share(right).value()));
        Estimate fallen =
                new Proportion(clean.successes() - robust.successes(), clean.successes())
                        .estimate();
        facts.put("attack_success_rate", fallen)
                .put("budget_violations", 0)
                .put("rows_rescored", offered)
                .put("zero_gradient_rows", flatRows)
                .put("rows_missed_by_gradients", missedByGradients)
                .put("gradient_masking_suspected", maskingSuspected())
                .put("movable_columns", space.movableColumns().size())
                .put("frozen_columns", space.frozenColumns().size())
                .put("hardened", false)
                .put("curve", curveJson())
                .put("rows", rowsJson());
        return PracticeEvidence.of(
                Practice.ADVERSARIAL_TRAINING,
                Outcome.PASSED,
                at,
                settings.toJson(space),
                facts.toJson(),
                OptionalLong.of(settings.seed()));
    }

    private Json.Arr curveJson() {
        List<Json> points = new ArrayList<>();
        points.add(Json.obj("epsilon", 0, "accuracy", cleanAccuracy().estimate().toJson()));
        for (CurvePoint point : curve) {
            points.add(Json.obj("epsilon", point.epsilon(), "accuracy", point.accuracy().toJson()));
        }
        return Json.arr(points);
    }

    private Json.Obj rowsJson() {
        List<RowOutcome> listed = rows.subList(0, Math.min(rows.size(), MOST_ROWS_LISTED));
        return Json.obj(
                "listed",
                listed.size(),
                "row",
                listed.stream().map(RowOutcome::row).toList(),
                "truth",
                listed.stream().map(RowOutcome::truth).toList(),
                "clean",
                listed.stream().map(RowOutcome::clean).toList(),
                "adversarial",
                listed.stream()
                        .map(row ->
                                row.fall().<Json>map(f -> Json.of(f.label())).orElse(Json.nil()))
                        .toList(),
                "distance",
                listed.stream()
                        .map(row ->
                                row.fall().<Json>map(f -> Json.of(f.distance())).orElse(Json.nil()))
                        .toList(),
                "attack",
                listed.stream()
                        .map(row ->
                                row.fall().<Json>map(f -> Json.of(f.attack())).orElse(Json.nil()))
                        .toList());
    }
}
