package dev.bulwark.training.fit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulwark.kernel.Artifact;
import dev.bulwark.kernel.Digest;
import dev.bulwark.kernel.Progress;
import dev.bulwark.kernel.evidence.Statement;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.ColumnValues;
import dev.bulwark.kernel.table.FeaturePreparation;
import dev.bulwark.kernel.table.Preparation;
import dev.bulwark.kernel.table.Rows;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.kernel.table.Split;
import dev.bulwark.kernel.table.Table;
import dev.bulwark.onnx.build.Architecture;
import dev.bulwark.training.provenance.Provenance;
import dev.bulwark.training.provenance.TrainingEvidence;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TrainerTest {
    private static final int ROWS = 600;
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final Split SPLIT =
            new Split(Rows.range(0, 400), Rows.range(400, 500), Rows.range(500, ROWS));
    private static final Preparation PREPARATION =
            new Preparation(
                    List.of(
                            new FeaturePreparation.Standardise("x", 0, 1),
                            new FeaturePreparation.OneHot("side", List.of("left", "right"))));
    private static final Schema SCHEMA =
            new Schema(
                    List.of(
                            Column.of(
                                    "x", new ColumnType.Numeric(-1, 1, false), Column.Role.FEATURE),
                            Column.of(
                                    "side",
                                    new ColumnType.Categorical(List.of("left", "right")),
                                    Column.Role.FEATURE),
                            Column.of(
                                    "y",
                                    new ColumnType.Categorical(List.of("no", "yes")),
                                    Column.Role.LABEL)),
                    "");

    /** Label is whether x > 0, turned around on the right: no linear model can tell. */
    private static Table crossed(double noise) {
        SplittableRandom random = new SplittableRandom(20261101);
        float[] x = new float[ROWS];
        int[] side = new int[ROWS];
        int[] label = new int[ROWS];
        for (int row = 0; row < ROWS; row++) {
            x[row] = (float) (2 * random.nextDouble() - 1);
            side[row] = random.nextInt(2);
            boolean truth = (x[row] > 0) ^ (side[row] == 1);
            label[row] = (random.nextDouble() < noise) ^ truth ? 1 : 0;
        }
        return new Table(
                SCHEMA,
                Map.of(
                        "x", ColumnValues.Numbers.of(x),
                        "side", ColumnValues.Categories.of(side),
                        "y", ColumnValues.Categories.of(label)));
    }

    private static FitSettings settings(FitSettings.OptimiserKind kind, int epochs) {
        return new FitSettings(
                new Architecture.Mlp(List.of(16), false), 0.1, 1e-4, kind, 0.02, 32, epochs, 15);
    }

    private static FittedModel fit(double noise, FitSettings settings, long seed) {
        return Trainer.fit(
                "toy", crossed(noise), SPLIT, PREPARATION, settings, seed, Progress.silent());
    }

    @Test
    void learnsWhatNoLinearModelCan() {
        for (FitSettings.OptimiserKind kind : FitSettings.OptimiserKind.values()) {
            FittedModel fitted = fit(0, settings(kind, 80), 7);
            assertThat(fitted.validation().accuracy()).as("%s", kind).isGreaterThan(0.93);
            assertThat(fitted.history().getFirst().trainLoss())
                    .isGreaterThan(fitted.history().getLast().trainLoss());
        }
    }

    @Test
    void theSameSeedGivesTheSameBytesAndAnotherSeedDoesNot() {
        FitSettings settings = settings(FitSettings.OptimiserKind.ADAM, 5);
        Digest first = fit(0, settings, 7).model().digest();
        assertThat(fit(0, settings, 7).model().digest()).isEqualTo(first);
        assertThat(fit(0, settings, 8).model().digest()).isNotEqualTo(first);
    }

    @Test
    void stopsEarlyAndKeepsTheBestEpochsWeights() {
        FittedModel fitted = fit(0.4, settings(FitSettings.OptimiserKind.ADAM, 500), 7);
        assertThat(fitted.earlyStopped()).isTrue();
        assertThat(fitted.history()).hasSize(fitted.bestEpoch() + 15);
        double best = fitted.history().get(fitted.bestEpoch() - 1).validation().loss();
        assertThat(fitted.validation().loss()).isEqualTo(best);
        assertThat(fitted.history())
                .allSatisfy(e -> assertThat(e.validation().loss()).isGreaterThanOrEqualTo(best));
    }

    @Test
    void provenanceNamesMaterialsSettingsAndSeed() {
        FittedModel fitted = fit(0, settings(FitSettings.OptimiserKind.ADAM, 2), 7);
        Artifact data = new Artifact(Artifact.Kind.DATASET, "toy", Digest.of(new byte[] {1}));
        Statement statement = Provenance.describe(fitted, List.of(data), "", NOW, NOW);
        Json.Obj build = statement.predicate().object("buildDefinition");
        Json.Obj material = build.objects("resolvedDependencies").getFirst();
        assertThat(statement.isAbout(fitted.model().digest())).isTrue();
        assertThat(build.object("externalParameters").string("seed")).isEqualTo("7");
        assertThat(material.object("digest").string("sha256")).isEqualTo(data.digest().hex());
    }

    @Test
    void evidenceCarriesTheGapAndTheSchema() {
        FittedModel fitted = fit(0, settings(FitSettings.OptimiserKind.ADAM, 2), 7);
        Json.Obj gap = TrainingEvidence.regularisation(fitted, NOW).predicate().object("result");
        assertThat(gap.number("generalisation_gap"))
                .isEqualTo(gap.number("train_accuracy") - gap.number("validation_accuracy"));
        Json.Obj input = TrainingEvidence.inputSchema(fitted, NOW).predicate().object("result");
        assertThat(Schema.fromJson(input.object("schema"))).isEqualTo(SCHEMA);
        assertThat(input.integer("categorical")).isEqualTo(1);
    }
}
