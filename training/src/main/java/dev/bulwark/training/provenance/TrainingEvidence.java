package dev.bulwark.training.provenance;

import dev.bulwark.kernel.Practice;
import dev.bulwark.kernel.evidence.Outcome;
import dev.bulwark.kernel.evidence.PracticeEvidence;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.training.fit.FittedModel;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** What training leaves as evidence beside its provenance. */
public final class TrainingEvidence {
    private TrainingEvidence() {}

    /** Practice regularization: what held the model back, and the generalisation gap it left. */
    public static Statement regularisation(FittedModel fitted, Instant at) {
        Json.Obj result =
                Json.obj(
                        "generalisation_gap",
                        fitted.generalisationGap(),
                        "train_accuracy",
                        fitted.train().accuracy(),
                        "validation_accuracy",
                        fitted.validation().accuracy(),
                        "dropout",
                        fitted.settings().dropout(),
                        "weight_decay",
                        fitted.settings().weightDecay(),
                        "epochs",
                        fitted.history().size(),
                        "best_epoch",
                        fitted.bestEpoch(),
                        "early_stopped",
                        fitted.earlyStopped(),
                        "train_loss_by_epoch",
                        Json.arr(
                                fitted.history().stream()
                                        .map(FittedModel.Epoch::trainLoss)
                                        .toList()),
                        "validation_loss_by_epoch",
                        Json.arr(
                                fitted.history().stream()
                                        .map(epoch -> epoch.validation().loss())
                                        .toList()));
        return PracticeEvidence.of(
                        Practice.REGULARIZATION,
                        Outcome.PASSED,
                        at,
                        fitted.settings().toJson(),
                        result,
                        OptionalLong.of(fitted.seed()))
                .about(List.of(Provenance.subject(fitted)));
    }

    /** Practice input-validation: the schema that requests are checked against before the model. */
    public static Statement inputSchema(FittedModel fitted, Instant at) {
        Schema schema = fitted.model().schema();
        List<Column> features = schema.features();
        Json.Obj result =
                Json.obj(
                        "columns",
                        features.size(),
                        "numeric",
                        count(features, ColumnType.Numeric.class),
                        "categorical",
                        count(features, ColumnType.Categorical.class),
                        "images",
                        count(features, ColumnType.Image.class),
                        "schema",
                        schema.toJson());
        return PracticeEvidence.of(
                        Practice.INPUT_VALIDATION,
                        Outcome.PASSED,
                        at,
                        Json.obj(
                                "ranges",
                                "as seen in the data set",
                                "unknown_categories",
                                "refused"),
                        result,
                        OptionalLong.empty())
                .about(List.of(Provenance.subject(fitted)));
    }

    private static long count(List<Column> columns, Class<? extends ColumnType> type) {
        return columns.stream().filter(column -> type.isInstance(column.type())).count();
    }
}
