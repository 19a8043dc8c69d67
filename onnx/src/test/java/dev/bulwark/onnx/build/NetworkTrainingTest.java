package dev.bulwark.onnx.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bulwark.onnx.build.Architecture.LeNet;
import dev.bulwark.onnx.build.Architecture.ResNet;
import dev.bulwark.onnx.build.Architecture.VisionTransformer;
import dev.bulwark.onnx.build.Architecture.WideAndDeep;
import dev.bulwark.onnx.graph.ElementType;
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
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One training step, and many, of every architecture. */
class NetworkTrainingTest {
    private static Tensor get(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    static Stream<NetworksTest.Case> cases() {
        return NetworksTest.cases();
    }

    /** A batch as the training graph takes it. */
    private static Map<String, Tensor> feeds(
            NetworksTest.Case c, TrainingGraph graph, long seed, boolean drop) {
        CreditLike.Batch batch = c.batches().apply(seed);
        int rows = batch.labels().size();
        Map<String, Tensor> feeds = new LinkedHashMap<>(batch.features());
        feeds.put(graph.labels(), batch.labels());
        SplittableRandom random = new SplittableRandom(seed);
        for (DropoutMask mask : graph.masks()) {
            float[] kept = new float[rows * mask.width()];
            java.util.Arrays.fill(kept, 1);
            if (drop) {
                try (Tensor drawn = Tensor.allocate(ElementType.FLOAT, rows, mask.width())) {
                    mask.draw(random, drawn);
                    drawn.readFloats(kept);
                }
            }
            feeds.put(mask.input(), Tensor.of(kept, rows, mask.width()));
        }
        return feeds;
    }

    private static void fold(
            TrainingGraph graph,
            Map<String, Tensor> results,
            Map<String, float[]> buffers,
            double momentum) {
        Map<String, float[]> fresh = new HashMap<>();
        results.forEach((name, value) -> fresh.put(name, value.floats()));
        int rows = Math.toIntExact(get(results, TrainingGraph.LOGITS).shape()[0]);
        for (BatchStatistic statistic : graph.statistics()) {
            statistic.update(buffers, fresh, rows, momentum);
        }
    }

    /**
     * Along the gradient of one parameter the loss rises by that gradient's length. Checked for
     * each parameter whose gradient stands out from the rounding of single precision.
     */
    @ParameterizedTest
    @MethodSource("cases")
    void theLossRisesAlongEachGradientByItsLength(NetworksTest.Case c) {
        Network network = c.network();
        TrainingGraph graph = network.training(Network.Rows.RAW);
        List<Parameter> parameters = network.parameters();
        Map<String, Tensor> feeds = feeds(c, graph, 3, true);
        int checked = 0;
        try (GradientSession session =
                new GradientSession(graph.gradients(), parameters, EngineOptions.deterministic())) {
            session.run(feeds);
            Map<String, float[]> gradients = new HashMap<>();
            session.gradients().forEach((name, values) -> gradients.put(name, values.clone()));
            for (Parameter parameter : parameters) {
                float[] gradient = Objects.requireNonNull(gradients.get(parameter.name()));
                double length = norm(gradient);
                if (length < 0.02) {
                    continue;
                }
                float[] before = parameter.values().clone();
                double step = 2e-3 * Math.max(1, norm(before)) / length;
                double up = moved(session, feeds, parameter, before, gradient, step);
                double down = moved(session, feeds, parameter, before, gradient, -step);
                System.arraycopy(before, 0, parameter.values(), 0, before.length);
                double slope = (up - down) / (2 * step * length);
                assertThat(slope)
                        .as("slope along the gradient of " + parameter)
                        .isCloseTo(length, within(0.04 * length + 2e-3));
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(parameters.size() / 3);
    }

    private static double norm(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    private static double moved(
            GradientSession session,
            Map<String, Tensor> feeds,
            Parameter parameter,
            float[] from,
            float[] direction,
            double step) {
        for (int i = 0; i < from.length; i++) {
            parameter.values()[i] = (float) (from[i] + step * direction[i]);
        }
        return session.loss(session.run(feeds));
    }

    /** With the batch's own statistics as running ones, both graphs compute one function. */
    @ParameterizedTest
    @MethodSource("cases")
    void theGraphsThatTrainAndServeAgree(NetworksTest.Case c) {
        Network network = c.network();
        TrainingGraph graph = network.training(Network.Rows.RAW);
        Map<String, Tensor> feeds = feeds(c, graph, 4, false);
        Map<String, float[]> buffers = network.buffers();
        List<Parameter> parameters = network.parameters();
        float[] trained;
        try (GradientSession session =
                new GradientSession(graph.gradients(), parameters, EngineOptions.deterministic())) {
            Map<String, Tensor> results = session.run(feeds);
            trained = get(results, TrainingGraph.LOGITS).floats();
            for (BatchStatistic statistic : graph.statistics()) {
                buffers.put(statistic.runningMean(), get(results, statistic.meanOutput()).floats());
                buffers.put(
                        statistic.runningVariance(),
                        get(results, statistic.varianceOutput()).floats());
            }
        }
        try (Session session = Session.open(network.inference(parameters, buffers))) {
            float[] served =
                    session.compute(c.batches().apply(4).features(), TrainingGraph.LOGITS).floats();
            assertThat(served).containsExactly(trained, within(2e-4f));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void rawAndPreparedRowsGiveTheSameLoss(NetworksTest.Case c) {
        Network network = c.network();
        CreditLike.Batch batch = c.batches().apply(5);
        TrainingGraph raw = network.training(Network.Rows.RAW);
        TrainingGraph prepared = network.training(Network.Rows.PREPARED);
        Map<String, Tensor> feeds = feeds(c, raw, 5, true);
        Map<String, Tensor> rows = new LinkedHashMap<>(feeds);
        batch.features().keySet().forEach(rows::remove);
        try (Session session = Session.open(network.preparation())) {
            rows.putAll(session.run(batch.features()));
        }
        assertThat(get(rows, TrainingGraph.FEATURES).shape())
                .containsExactly(batch.labels().size(), network.width());
        assertThat(loss(network, prepared, rows)).isEqualTo(loss(network, raw, feeds));
    }

    private static float loss(Network network, TrainingGraph graph, Map<String, Tensor> feeds) {
        try (GradientSession session =
                new GradientSession(
                        graph.gradients(), network.parameters(), EngineOptions.deterministic())) {
            return session.loss(session.run(feeds));
        }
    }

    /** What an architecture learns in so many steps at such a learning rate. */
    record Lesson(String name, NetworksTest.Case problem, double rate, int steps) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Lesson> lessons() {
        return Stream.of(
                new Lesson(
                        "wide and deep",
                        NetworksTest.tables("", new WideAndDeep(3, List.of(8)), 0.1),
                        0.01,
                        300),
                new Lesson(
                        "lenet",
                        NetworksTest.pictures("", new LeNet(List.of(4, 6), 3, List.of(16)), 0.1),
                        0.01,
                        60),
                new Lesson("resnet", NetworksTest.pictures("", new ResNet(8), 0), 0.01, 25),
                new Lesson(
                        "vit",
                        NetworksTest.pictures("", new VisionTransformer(4, 16, 1, 2, 24), 0.1),
                        0.001,
                        400));
    }

    @ParameterizedTest
    @MethodSource("lessons")
    void learnsAProblemItCanSolve(Lesson lesson) {
        NetworksTest.Case c = lesson.problem();
        Network network = c.network();
        List<Parameter> parameters = network.parameters();
        Map<String, float[]> buffers = network.buffers();
        TrainingGraph graph = network.training(Network.Rows.RAW);
        Adam adam = new Adam(parameters, Adam.Settings.defaults());
        try (GradientSession session =
                new GradientSession(graph.gradients(), parameters, EngineOptions.deterministic())) {
            for (int step = 0; step < lesson.steps(); step++) {
                Map<String, Tensor> results = session.run(feeds(c, graph, 100 + step, true));
                adam.step(lesson.rate(), session.gradients());
                fold(graph, results, buffers, 0.2);
            }
        }
        int right = 0;
        int rows = 0;
        try (Session session = Session.open(network.inference(parameters, buffers))) {
            for (int seed = 0; seed < 10; seed++) {
                CreditLike.Batch test = c.batches().apply(seed);
                List<String> labels = session.compute(test.features(), "label").strings();
                List<String> classes = c.spec().schema().classes();
                long[] truth = test.labels().longs();
                for (int i = 0; i < truth.length; i++) {
                    right += labels.get(i).equals(classes.get((int) truth[i])) ? 1 : 0;
                }
                rows += truth.length;
            }
        }
        assertThat(right).isGreaterThan(rows * 9 / 10);
    }
}
