package dev.bulwark.cli.path;

import dev.bulwark.assessment.fairness.FairnessAudit;
import dev.bulwark.assessment.fairness.FairnessReport;
import dev.bulwark.assessment.fairness.FairnessSettings;
import dev.bulwark.assessment.performance.PerformanceAssessment;
import dev.bulwark.assessment.performance.PerformanceReport;
import dev.bulwark.assessment.performance.PerformanceSettings;
import dev.bulwark.assessment.robustness.AttackEffort;
import dev.bulwark.assessment.robustness.RobustnessAssessment;
import dev.bulwark.assessment.robustness.RobustnessSettings;
import dev.bulwark.assessment.robustness.threat.PerturbationBudget;
import dev.bulwark.assessment.scoring.Predictions;
import dev.bulwark.assessment.scoring.ServedModel;
import dev.bulwark.assessment.statistics.Estimate;
import dev.bulwark.cli.config.SystemFile;
import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Subject;
import dev.bulwark.kernel.model.ModelArtifact;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnValues;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.kernel.table.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Assessment: what the model does to rows it has never seen. */
public final class AssessStage {
    private static final List<Double> CURVE_PARTS = List.of(0.25, 0.5, 1.5, 2.0);

    private AssessStage() {}

    /** The subject of everything said of a model. */
    public static Subject subject(ModelArtifact model) {
        return new Subject("model.onnx", model.digest());
    }

    /** Measures how well the test rows are answered, and whom the answers favour. */
    public static PerformanceReport audit(Run run, DataStage.Prepared data, ModelArtifact model) {
        run.heading("assess");
        Table test = data.dataset().table().select(data.split().test());
        Predictions predictions;
        try (ServedModel served = ServedModel.open(model)) {
            predictions = served.predict(test, run.progress());
        }
        PerformanceReport performance =
                PerformanceAssessment.of(
                        test, predictions, PerformanceSettings.withSeed(run.file().seed()));
        run.terminal()
                .line(
                        "    accuracy %s, AUC %s"
                                .formatted(text(performance.accuracy()), text(performance.auc())));
        record(run, performance.evidence(run.now()), model);
        fairness(run, comparedBy(test, run.file().assess().fairnessBy()), predictions)
                .ifPresent(report -> record(run, report.evidence(run.now()), model));
        return performance;
    }

    /** The same rows, protected by the named columns alone; by all of them if none is named. */
    static Table comparedBy(Table rows, List<String> names) {
        if (names.isEmpty()) {
            return rows;
        }
        List<Column> columns = new ArrayList<>();
        Map<String, ColumnValues> values = new LinkedHashMap<>();
        for (Column column : rows.schema().columns()) {
            columns.add(
                    new Column(
                            column.name(),
                            column.type(),
                            column.role(),
                            column.isProtected() && names.contains(column.name()),
                            column.personal(),
                            column.immutable(),
                            column.description()));
            values.put(column.name(), rows.column(column.name()));
        }
        return new Table(new Schema(columns, rows.schema().favourable()), values);
    }

    private static Optional<FairnessReport> fairness(Run run, Table test, Predictions predictions) {
        if (test.schema().protectedColumns().isEmpty()) {
            return Optional.empty();
        }
        if (test.schema().favourable().isEmpty()) {
            throw new BulwarkException(
                    "FAIRNESS_NO_FAVOURABLE",
                    "there are protected columns, but no outcome is named favourable",
                    "write 'favourable: …' under data.train in bulwark.yaml");
        }
        FairnessReport report = FairnessAudit.run(test, predictions, FairnessSettings.standard());
        run.terminal()
                .line(
                        "    fairness by %s: smallest disparate impact %s"
                                .formatted(
                                        String.join(
                                                ", ",
                                                test.schema().protectedColumns().stream()
                                                        .map(c -> c.name())
                                                        .toList()),
                                        text(report.minDisparateImpact(false, 0))));
        return Optional.of(report);
    }

    /** Attacks the model within the declared budget. */
    public static void attack(Run run, DataStage.Prepared data, ModelArtifact model) {
        SystemFile.Assess assess = run.file().assess();
        RobustnessSettings settings =
                new RobustnessSettings(
                        PerturbationBudget.linf(assess.epsilon()),
                        CURVE_PARTS.stream().map(part -> part * assess.epsilon()).toList(),
                        assess.attacks(),
                        AttackEffort.of(assess.steps(), assess.restarts()),
                        assess.rows(),
                        run.file().seed());
        Table test = data.dataset().table().select(data.split().test());
        record(
                run,
                RobustnessAssessment.run(model, test, data.preparation(), settings, run.progress())
                        .evidence(run.now()),
                model);
    }

    private static void record(Run run, PracticeEvidence evidence, ModelArtifact model) {
        run.record(evidence.about(List.of(subject(model))));
    }

    private static String text(Estimate estimate) {
        return switch (estimate) {
            case Estimate.Measured(double value, var interval, long n) ->
                    "%.3f [%.3f, %.3f] (n = %,d)"
                            .formatted(value, interval.lower(), interval.upper(), n);
            case Estimate.Undefined(String why, long _) -> "not defined: " + why;
        };
    }
}
