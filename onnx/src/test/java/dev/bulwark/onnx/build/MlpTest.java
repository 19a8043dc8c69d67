package dev.bulwark.onnx.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bulwark.kernel.BulwarkException;
import dev.bulwark.kernel.json.Json;
import dev.bulwark.kernel.table.Column;
import dev.bulwark.kernel.table.ColumnType;
import dev.bulwark.kernel.table.FeaturePreparation;
import dev.bulwark.kernel.table.Preparation;
import dev.bulwark.kernel.table.Schema;
import dev.bulwark.onnx.gradient.GradientGraph;
import dev.bulwark.onnx.gradient.Gradients;
import dev.bulwark.onnx.gradient.Losses;
import dev.bulwark.onnx.graph.ElementType;
import dev.bulwark.onnx.graph.Model;
import dev.bulwark.onnx.graph.OnnxReader;
import dev.bulwark.onnx.graph.OnnxWriter;
import dev.bulwark.onnx.optimise.Adam;
import dev.bulwark.onnx.optimise.GradientSession;
import dev.bulwark.onnx.optimise.Parameter;
import dev.bulwark.onnx.run.EngineOptions;
import dev.bulwark.onnx.run.Session;
import dev.bulwark.onnx.run.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MlpTest {
    private static final int ROWS = 64;

    private static Tensor get(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    private static Model untrained(Network network) {
        return network.inference(network.parameters(), network.buffers());
    }

    @Test
    void takesRawRowsAndNamesTheClass() {
        Model model = untrained(Mlp.build(CreditLike.spec(0, false)));
        try (Session session = Session.open(OnnxWriter.write(model))) {
            Map<String, Tensor> results = session.run(CreditLike.batch(ROWS, 1).features());
            float[] logits = get(results, "logits").floats();
            float[] probabilities = get(results, "probabilities").floats();
            List<String> labels = get(results, "label").strings();
            assertThat(labels).hasSize(ROWS).isSubsetOf("bad", "good");
            for (int i = 0; i < ROWS; i++) {
                assertThat(probabilities[2 * i] + probabilities[2 * i + 1])
                        .isCloseTo(1, within(1e-6f));
                assertThat(labels.get(i))
                        .isEqualTo(logits[2 * i + 1] > logits[2 * i] ? "good" : "bad");
            }
        }
    }

    @Test
    void declaresInputsInSchemaOrderWithADynamicBatch() {
        try (Session session = Session.open(untrained(Mlp.build(CreditLike.spec(0, false))))) {
            assertThat(session.inputs())
                    .extracting(input -> input.name())
                    .containsExactly("age", "housing", "income");
            assertThat(session.outputs())
                    .extracting(output -> output.name())
                    .containsExactly("logits", "probabilities", "label");
            for (int rows : new int[] {1, 3}) {
                assertThat(session.compute(CreditLike.batch(rows, 2).features(), "label").strings())
                        .hasSize(rows);
            }
        }
    }

    @Test
    void refusesACategoryItNeverSaw() {
        Map<String, Tensor> rows = new HashMap<>(CreditLike.batch(1, 1).features());
        rows.put("housing", Tensor.of(new String[] {"castle"}, 1, 1));
        try (Session session = Session.open(untrained(Mlp.build(CreditLike.spec(0, false))))) {
            assertThatThrownBy(() -> session.run(rows))
                    .isInstanceOfSatisfying(
                            BulwarkException.class,
                            e -> assertThat(e.code()).isEqualTo("MODEL_RUN_FAILED"));
        }
    }

    @Test
    void writesTheSameBytesForTheSameSeedAndOthersForAnother() {
        MlpSpec spec = CreditLike.spec(0.1, true);
        MlpSpec other = new MlpSpec(spec.schema(), spec.preparation(), spec.hidden(), 0.1, true, 8);
        assertThat(OnnxWriter.write(untrained(Mlp.build(spec))))
                .isEqualTo(OnnxWriter.write(untrained(Mlp.build(spec))))
                .isNotEqualTo(OnnxWriter.write(untrained(Mlp.build(other))));
    }

    @Test
    void carriesItsSchemaAndSurvivesReading() {
        Model model = untrained(Mlp.build(CreditLike.spec(0, true)));
        Model read = OnnxReader.read(OnnxWriter.write(model));
        assertThat(read).isEqualTo(model);
        String schema = Objects.requireNonNull(read.metadata().get(Model.SCHEMA_KEY));
        assertThat(Schema.fromJson((Json.Obj) Json.parse(schema))).isEqualTo(CreditLike.schema());
    }

    @ParameterizedTest
    @CsvSource({"0, false, RAW", "0.2, false, PREPARED", "0, true, PREPARED", "0.1, true, RAW"})
    void learnsAProblemItCanSolve(double dropout, boolean batchNorm, Network.Rows rows) {
        Network network = Mlp.build(CreditLike.spec(dropout, batchNorm));
        List<Parameter> parameters = network.parameters();
        Map<String, float[]> buffers = network.buffers();
        train(network, parameters, buffers, rows);
        CreditLike.Batch test = CreditLike.batch(500, 99);
        try (Session session = Session.open(network.inference(parameters, buffers))) {
            List<String> labels = session.compute(test.features(), "label").strings();
            long[] truth = test.labels().longs();
            int right = 0;
            for (int i = 0; i < truth.length; i++) {
                right += labels.get(i).equals(truth[i] == 1 ? "good" : "bad") ? 1 : 0;
            }
            assertThat(right).isGreaterThan(450);
        }
    }

    private static void train(
            Network network,
            List<Parameter> parameters,
            Map<String, float[]> buffers,
            Network.Rows rows) {
        TrainingGraph graph = network.training(rows);
        Adam adam = new Adam(parameters, Adam.Settings.defaults().withWeightDecay(1e-4));
        SplittableRandom random = new SplittableRandom(3);
        try (GradientSession session =
                        new GradientSession(
                                graph.gradients(), parameters, EngineOptions.deterministic());
                Session preparation = Session.open(network.preparation())) {
            for (int step = 0; step < 300; step++) {
                CreditLike.Batch batch = CreditLike.batch(ROWS, step);
                Map<String, Tensor> feeds =
                        new LinkedHashMap<>(
                                rows == Network.Rows.RAW
                                        ? batch.features()
                                        : preparation.run(batch.features()));
                feeds.put(graph.labels(), batch.labels());
                for (DropoutMask mask : graph.masks()) {
                    Tensor drawn = Tensor.allocate(ElementType.FLOAT, ROWS, mask.width());
                    mask.draw(random, drawn);
                    feeds.put(mask.input(), drawn);
                }
                Map<String, Tensor> results = session.run(feeds);
                adam.step(0.02, session.gradients());
                Map<String, float[]> statistics = new HashMap<>();
                results.forEach((name, value) -> statistics.put(name, value.floats()));
                for (BatchStatistic statistic : graph.statistics()) {
                    statistic.update(buffers, statistics, ROWS, 0.1);
                }
            }
        }
    }

    @Test
    void givesTheGradientOfTheLossByRawNumericInputs() {
        Model model = untrained(Mlp.build(CreditLike.spec(0, true)));
        Losses.LossGraph loss =
                Losses.crossEntropyFromLogits(model, "logits", "y", Losses.Reduction.SUM);
        GradientGraph gradients = Gradients.of(loss.model(), loss.loss(), List.of("age", "income"));
        assertThat(gradients.stops()).isEmpty();
        CreditLike.Batch batch = CreditLike.batch(4, 5);
        Map<String, Tensor> feeds = new LinkedHashMap<>(batch.features());
        feeds.put("y", batch.labels());
        try (Session session = Session.open(gradients.model())) {
            Map<String, Tensor> results = session.run(feeds);
            float[] slope = get(results, gradients.gradientOf("income")).floats();
            float[] income = get(feeds, "income").floats();
            for (int i = 0; i < 4; i++) {
                float up = moved(session, feeds, income, i, 10);
                float down = moved(session, feeds, income, i, -10);
                assertThat(slope[i]).isCloseTo((up - down) / 20, within(2e-6f));
            }
        }
    }

    private static float moved(
            Session session, Map<String, Tensor> feeds, float[] income, int row, float by) {
        float[] values = income.clone();
        values[row] += by;
        Map<String, Tensor> changed = new LinkedHashMap<>(feeds);
        changed.put("income", Tensor.of(values, values.length, 1));
        return session.compute(changed, "loss").scalar();
    }

    @Test
    void saysWhyACategoryHasNoGradient() {
        Model model = untrained(Mlp.build(CreditLike.spec(0, false)));
        Losses.LossGraph loss =
                Losses.crossEntropyFromLogits(model, "logits", "y", Losses.Reduction.MEAN);
        assertThatThrownBy(() -> Gradients.of(loss.model(), loss.loss(), List.of("housing")))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("'housing'")
                .hasMessageContaining("STRING");
    }

    @Test
    void scalesPicturesInsideTheGraph() {
        ColumnType.Image image = new ColumnType.Image(1, 2, 2);
        Schema schema =
                new Schema(
                        List.of(
                                Column.of("picture", image, Column.Role.FEATURE),
                                Column.of(
                                        "digit",
                                        new ColumnType.Categorical(List.of("0", "1", "2")),
                                        Column.Role.LABEL)),
                        "");
        Preparation preparation =
                new Preparation(
                        List.of(new FeaturePreparation.PixelScale("picture", image, 1 / 255.0)));
        Network network = Mlp.build(new MlpSpec(schema, preparation, List.of(), 0, false, 1));
        try (Session session = Session.open(network.preparation())) {
            float[] pixels = {0, 255, 51, 102};
            Tensor prepared =
                    session.compute(
                            Map.of("picture", Tensor.of(pixels, 1, 1, 2, 2)),
                            TrainingGraph.FEATURES);
            assertThat(prepared.shape()).containsExactly(1, 4);
            assertThat(prepared.floats())
                    .containsExactly(new float[] {0, 1, 0.2f, 0.4f}, within(1e-6f));
        }
    }

    @Test
    void refusesAFeatureNamedLikeAnOutput() {
        Schema schema =
                new Schema(
                        List.of(
                                Column.of(
                                        "label",
                                        new ColumnType.Numeric(0, 1, false),
                                        Column.Role.FEATURE),
                                Column.of(
                                        "y",
                                        new ColumnType.Categorical(List.of("a", "b")),
                                        Column.Role.LABEL)),
                        "");
        Preparation preparation =
                new Preparation(List.of(new FeaturePreparation.Standardise("label", 0, 1)));
        Network network = Mlp.build(new MlpSpec(schema, preparation, List.of(2), 0, false, 1));
        assertThatThrownBy(() -> untrained(network))
                .isInstanceOf(BulwarkException.class)
                .hasMessageContaining("rename the column");
    }
}
